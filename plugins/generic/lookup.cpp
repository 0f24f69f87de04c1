#include <obolus/sdk/oauth2.hpp>
#include <obolus/sdk/url.hpp>

#include "flows.hpp"
#include "pattern.hpp"

namespace generic {

namespace {

constexpr std::size_t title_characters_max = 80;

sdk::Fail not_asked_for() {
    return {sdk::Fail::Class::platform_error, "the platform answered about another one than was asked for", {}};
}

/// Asks for an account; what was asked for travels in the state, beside what the caller has to remember.
sdk::Output ask_account(const sdk::Subject& subject, const Settings& settings, json::object state) {
    const bool by_id = subject.kind == sdk::Subject::Kind::id;
    const std::string& pattern = by_id ? settings.lookup_by_id_url : settings.lookup_url;
    if (pattern.empty() && !by_id && settings.claim_by_handle && is_handle(subject.handle, settings))
        throw sdk::Fail{sdk::Fail::Class::by_handle, "the platform can't say whose the handle is", {}};
    if (pattern.empty())
        return sdk::unsupported(by_id ? "settings.lookup_by_id_url isn't set" : "settings.lookup_url isn't set");
    if (!by_id && !is_handle(subject.handle, settings))
        throw sdk::Fail{sdk::Fail::Class::bad_input, "the platform has no such handles", {}};
    state["at"] = "account";
    state[by_id ? "id" : "handle"] = by_id ? subject.id : subject.handle;
    return {sdk::get(fill(pattern, {subject.handle, subject.id}), "app_token", true), std::move(state)};
}

sdk::Identity read_account(const sdk::Event& event, const sdk::HttpResponse& response, const Settings& settings) {
    sdk::require_success(response, event.now);
    sdk::Identity identity = read_identity(sdk::read_body(response), settings.lookup, settings);
    if (identity.id.empty()) throw sdk::Fail{sdk::Fail::Class::not_found, "the platform's answer names nobody", {}};
    const std::string id = sdk::text_at(event.state, "/id");
    const std::string handle = sdk::text_at(event.state, "/handle");
    if (!id.empty() && identity.id != id) throw not_asked_for();
    if (!handle.empty() && !identity.handle.empty() && key_of(identity.handle, settings) != key_of(handle, settings))
        throw not_asked_for();
    if (identity.handle.empty()) identity.handle = handle;
    return identity;
}

sdk::Output ask_thing(const sdk::Subject& subject, const Settings& settings) {
    json::object state{{"type", subject.type}, {"thing", subject.id}, {"url", subject.url}};
    if (settings.thing_lookup_url.empty()) {
        if (subject.handle.empty() || settings.lookup_url.empty())
            return sdk::unsupported("settings.thing_lookup_url isn't set");
        sdk::Subject owner;
        owner.handle = subject.handle;
        return ask_account(owner, settings, std::move(state));
    }
    state["at"] = "thing";
    return {sdk::get(fill(settings.thing_lookup_url, {subject.handle, subject.id}), "app_token", true),
            std::move(state)};
}

sdk::Thing thing_of(const sdk::Event& event, std::string title) {
    return {sdk::text_at(event.state, "/type"), sdk::text_at(event.state, "/thing"), sdk::text_at(event.state, "/url"),
            std::move(title)};
}

sdk::Output read_thing(const sdk::Event& event, const sdk::HttpResponse& response, const Settings& settings) {
    sdk::require_success(response, event.now);
    const json::value body = sdk::read_body(response);
    const Pointers pointers{settings.thing_owner_id_pointer, settings.thing_owner_handle_pointer, "", "", ""};
    sdk::Identity owner = read_identity(body, pointers, settings);
    if (owner.id.empty()) throw sdk::Fail{sdk::Fail::Class::not_found, "the platform names no owner of it", {}};
    const std::string title =
        settings.thing_title_pointer.empty() ? "" : sdk::text_at(body, settings.thing_title_pointer);
    return {sdk::Done{{std::move(owner)}, thing_of(event, sdk::excerpt(sdk::first_line(title), title_characters_max))},
            nullptr};
}

std::string step_of(const sdk::Event& event) { return event.state.is_object() ? sdk::text_at(event.state, "/at") : ""; }

}  // namespace

sdk::Output lookup(const sdk::Event& event, const Settings& settings) {
    if (const auto* start = sdk::arrived<sdk::Start>(event, "")) return ask_account(start->subject, settings, {});
    const auto* response = std::get_if<sdk::HttpResponse>(&event.trigger);
    if (response == nullptr || step_of(event) != "account") return sdk::out_of_order();
    return {sdk::Done{{read_account(event, *response, settings)}, {}}, nullptr};
}

sdk::Output thing_owner(const sdk::Event& event, const Settings& settings) {
    if (const auto* start = sdk::arrived<sdk::Start>(event, "")) return ask_thing(start->subject, settings);
    const auto* response = std::get_if<sdk::HttpResponse>(&event.trigger);
    if (response != nullptr && step_of(event) == "thing") return read_thing(event, *response, settings);
    if (response == nullptr || step_of(event) != "account") return sdk::out_of_order();
    return {sdk::Done{{read_account(event, *response, settings)}, thing_of(event, "")}, nullptr};
}

}  // namespace generic
