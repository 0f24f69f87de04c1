// Any OAuth 2 or OpenID Connect platform, described by the settings of its entry alone.
#include <obolus/sdk/oauth2.hpp>
#include <obolus/sdk/plugin.hpp>
#include <obolus/sdk/url.hpp>

#include "flows.hpp"
#include "pattern.hpp"
#include "settings.hpp"

namespace generic {
namespace {

std::optional<sdk::Subject> handle_subject(const std::string& handle, const Settings& settings) {
    if (!is_handle(handle, settings)) return std::nullopt;
    sdk::Subject subject;
    subject.handle = handle;
    subject.key = key_of(handle, settings);
    return subject;
}

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 255 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<sdk::Subject> id_subject(const std::string& id) {
    if (!is_id(id)) return std::nullopt;
    sdk::Subject subject;
    subject.kind = sdk::Subject::Kind::id;
    subject.id = id;
    return subject;
}

std::optional<sdk::Subject> from_url(std::string_view url, const Settings& settings) {
    for (const ThingPattern& pattern : settings.thing_urls) {
        const auto found = match(pattern.url, url);
        if (!found || (!found->handle.empty() && !is_handle(found->handle, settings))) continue;
        sdk::Subject subject;
        subject.kind = sdk::Subject::Kind::thing;
        subject.type = pattern.type;
        subject.id = found->id;
        subject.handle = found->handle;
        subject.url = fill(pattern.url, *found);
        return subject;
    }
    for (const std::string& pattern : settings.profile_urls) {
        const auto found = match(pattern, url);
        if (!found) continue;
        // The id in a URL is worth more than the handle beside it, when it can be looked up.
        if (!found->id.empty()) return id_subject(found->id);
        if (auto subject = handle_subject(found->handle, settings)) return subject;
    }
    return std::nullopt;
}

struct Generic {
    static sdk::Manifest describe() {
        return {.id = "generic",
                .version = "0.1.0",
                .display_name = "OAuth 2 or OpenID Connect platform",
                .flows = {"login", "lookup", "thing_owner", "revoke", "check_config"},
                .hosts = {},
                .redirect_hosts = {},
                .id_scope = "global",
                .handles_recyclable = true,
                .claim_by = {"id", "handle", "url"},
                .quirks = {},
                .credentials = {"client_id", "client_secret", "app_token"},
                .config_schema = schema()};
    }

    static std::optional<sdk::Subject> normalize(std::string_view typed, const sdk::Config& config) {
        const Settings settings = read_settings(config);
        const std::string_view text = sdk::trim(typed);
        if (text.starts_with("id:")) return id_subject(std::string(text.substr(3)));
        if (auto subject = handle_subject(std::string(text.starts_with("@") ? text.substr(1) : text), settings))
            return subject;
        return from_url(text, settings);
    }

    static sdk::Output step(const sdk::Event& event) {
        const Settings settings = read_settings(event.config);
        const std::string problem = check_settings(settings, event.config);
        if (!problem.empty()) throw sdk::Fail{sdk::Fail::Class::bad_input, problem.substr(0, 500), {}};
        if (event.flow == "check_config") return {sdk::Done{}, nullptr};
        if (event.flow == "login") return login(event, settings);
        if (event.flow == "lookup") return lookup(event, settings);
        if (event.flow == "thing_owner") return thing_owner(event, settings);
        if (event.flow == "revoke") return revoke(event, settings);
        return sdk::unsupported("the generic plugin has no flow " + event.flow);
    }
};

}  // namespace
}  // namespace generic

OBOLUS_PLUGIN(generic::Generic);
