#include <algorithm>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <spdlog/spdlog.h>

#include "http/await.hpp"
#include "http/text.hpp"
#include "oauth/handle.hpp"
#include "oauth/identities.hpp"
#include "oauth/json.hpp"
#include "oauth/platforms_impl.hpp"

namespace obolus::oauth {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::size_t text_bytes_max = 2048;
constexpr std::size_t title_bytes_max = 200;
constexpr std::size_t type_bytes_max = 32;
constexpr std::chrono::seconds normalize_timeout{10};
constexpr std::chrono::seconds usual_pause{60};

bool is_number(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_type(std::string_view text) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; };
    return !text.empty() && text.size() <= type_bytes_max && std::all_of(text.begin(), text.end(), fits);
}

// Cut at a character's edge, without control characters.
std::string title_of(std::string text) {
    if (!http::is_utf8(text)) return "";
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    if (text.size() > title_bytes_max) {
        std::size_t end = title_bytes_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        text.resize(end);
    }
    return text;
}

// What the cache and the plugin know a subject by; "" for a subject that isn't one.
std::string subject_key(const Provider& provider, const json::object& subject) {
    const std::string kind = text_at(subject, "kind");
    std::string key = provider.options.name + '@' + text_at(subject, "instance") + ' ' + kind + ' ';
    if (kind == "handle") return is_plain_text(text_at(subject, "key")) ? key + text_at(subject, "key") : "";
    const std::string id = text_at(subject, "id");
    if (!is_plain_text(id)) return "";
    if (kind == "id") return key + id;
    if (kind == "thing" && is_type(text_at(subject, "type"))) return key + text_at(subject, "type") + ' ' + id;
    return "";
}

// The platform can't say whose the handle is: the money waits for whoever proves it, twice and with days between
// (rule 15).
base::Result<Resolved> by_handle(const Provider& provider, const json::object& subject) {
    if (text_at(subject, "kind") != "handle" || !is_claimed_by_handle(provider)) return Refusal::lookup_unsupported;
    const std::string instance = provider.manifest.id_scope == "instance" ? text_at(subject, "instance") : "";
    Resolved resolved;
    resolved.owner.key = identity::by_handle(provider.options.name, instance, text_at(subject, "key"));
    if (!identity::is_valid(resolved.owner.key)) return Refusal::text_not_understood;
    resolved.owner.handle = text_at(subject, "handle");
    resolved.owner.handle_key = text_at(subject, "key");
    resolved.thing_key = identity::to_string(resolved.owner.key);
    resolved.thing_title = '@' + resolved.owner.handle;
    return resolved;
}

base::Result<Resolved> read_account(const json::object& subject, identity::ExternalIdentity owner) {
    // Asked for an id, answered about another: whoever that is, the money isn't meant for them.
    if (text_at(subject, "kind") == "id" && owner.key.subject != text_at(subject, "id"))
        return Refusal::identity_invalid;
    Resolved resolved;
    resolved.thing_key = identity::to_string(owner.key);
    resolved.thing_url = owner.profile_url;
    resolved.thing_title = owner.handle.empty() ? owner.key.subject : '@' + owner.handle;
    resolved.owner = std::move(owner);
    return resolved;
}

base::Result<Resolved> read_thing(const json::object& effect, identity::ExternalIdentity owner) {
    const json::object* const thing = object_at(effect, "thing");
    if (thing == nullptr) return plugin_nonsense("it names an owner of nothing");
    const std::string type = text_at(*thing, "type");
    const std::string id = text_at(*thing, "id");
    if (!is_type(type) || !is_plain_text(id)) return plugin_nonsense("it names a thing without type or id");
    Resolved resolved;
    const std::string platform = owner.key.provider + (owner.key.instance.empty() ? "" : '@' + owner.key.instance);
    resolved.thing_key = platform + ':' + type + ':' + id;
    resolved.thing_url = safe_url(text_at(*thing, "url"), true);
    resolved.thing_title = title_of(text_at(*thing, "title"));
    resolved.owner = std::move(owner);
    return resolved;
}

base::Result<Resolved> read_answer(const Provider& provider, const json::object& subject, const FlowEnd& end) {
    if (text_at(end.effect, "kind") != "done") return plugin_nonsense("a lookup that sends somebody away");
    if (!end.heard) return plugin_nonsense("it names an identity that no platform has named");
    const bool thing = text_at(subject, "kind") == "thing";
    const json::array* const list = array_at(end.effect, "identities");
    if (list == nullptr || list->empty()) return thing ? Refusal::owner_unknown : Refusal::account_unknown;
    const std::string instance = provider.manifest.id_scope == "instance" ? text_at(subject, "instance") : "";
    BOOST_OUTCOME_TRY(auto identities, read_identities(*list, provider.options.name, instance));
    if (identities.size() != 1) return plugin_nonsense("a lookup with more than one answer");
    return thing ? read_thing(end.effect, std::move(identities.front()))
                 : read_account(subject, std::move(identities.front()));
}

// Whether it is the platform that failed, and not the plugin or what was typed.
bool has_failed(const base::Result<Resolved>& answer) {
    return !answer && (answer.error() == base::Fault::platform_unavailable || answer.error() == base::Fault::timed_out);
}

bool is_lasting(const std::error_code& error) {
    for (const Refusal refusal : {Refusal::account_unknown, Refusal::thing_unknown, Refusal::owner_unknown,
                                  Refusal::identity_invalid, Refusal::text_not_understood})
        if (error == refusal) return true;
    return false;
}

}  // namespace

asio::awaitable<base::Result<json::value>> Platforms::Impl::normalize(Impl* self, std::string entry, std::string text) {
    std::function<void(Plugins::Done<json::value>)> start = [self, entry, text](Plugins::Done<json::value> done) {
        self->plugins.normalize(entry, text, std::move(done));
    };
    const base::Result<json::value> late = base::Fault::timed_out;
    base::Result<json::value> normal =
        co_await http::await_callback<base::Result<json::value>>(std::move(start), normalize_timeout, late);
    if (!normal || !normal.value().is_object() || text_at(normal.value().get_object(), "kind") != "handle")
        co_return normal;
    json::object& subject = normal.value().get_object();
    const std::string folded = text_at(subject, "key");
    const auto handle = canonical_handle(text_at(subject, "handle"));
    const auto key = canonical_handle(folded.empty() ? text_at(subject, "handle") : folded);
    if (!handle || !key) co_return json::value(nullptr);
    subject["handle"] = *handle;
    subject["key"] = *key;
    co_return normal;
}

void Platforms::Impl::remember(const Provider& provider, const std::string& instance, const std::string& key,
                               const base::Result<Resolved>& answer, std::optional<std::chrono::seconds> retry_after) {
    const base::Time now = clock();
    limits.ended(provider.options.name, instance, !has_failed(answer), now);
    if (answer) return lookups.put(key, answer, now + options.lookup_ttl);
    if (is_lasting(answer.error()))
        return lookups.put(key, answer, now + std::min(options.unknown_ttl, options.lookup_ttl));
    if (answer.error() == Refusal::rate_limited)
        limits.pause(
            provider.options.name, instance,
            now + std::clamp(retry_after.value_or(usual_pause), std::chrono::seconds(1), options.lookup_pause_max));
}

asio::awaitable<base::Result<Resolved>> Platforms::Impl::look_up(Impl* self, const Provider* provider,
                                                                 json::object subject) {
    const std::string key = subject_key(*provider, subject);
    if (key.empty()) co_return plugin_nonsense("its normal form of a text is none");
    const char* const flow = text_at(subject, "kind") == "thing" ? "thing_owner" : "lookup";
    if (!has_flow(*provider, flow)) co_return by_handle(*provider, subject);
    if (auto known = self->lookups.find(key, self->clock())) co_return std::move(*known);
    if (const auto under_way = self->flights.find(key); under_way != self->flights.end()) {
        const std::shared_ptr<Flight> flight = under_way->second;
        boost::system::error_code ignored;
        co_await flight->landed.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        if (flight->answer) co_return *flight->answer;
        co_return base::Fault::timed_out;
    }
    const base::Result<void> allowed =
        self->limits.ask(provider->options.name, text_at(subject, "instance"), self->clock());
    if (!allowed) co_return allowed.error();

    auto executor = co_await asio::this_coro::executor;
    const auto flight = std::make_shared<Flight>(executor);
    self->flights[key] = flight;
    base::Result<Resolved> answer = co_await land(self, provider, std::move(subject), key);
    self->flights.erase(key);
    flight->answer = answer;
    flight->landed.cancel();
    co_return answer;
}

// Never throws: those who wait for the same answer would wait for ever.
asio::awaitable<base::Result<Resolved>> Platforms::Impl::land(Impl* self, const Provider* provider,
                                                              json::object subject, std::string key) {
    try {
        base::Result<Resolved> answer = co_await look_up_once(self, provider, std::move(subject), std::move(key));
        co_return answer;
    } catch (const std::exception& thrown) {
        spdlog::error("oauth: {}: a lookup ended with {}", provider->options.name, thrown.what());
    }
    co_return base::Fault::internal;
}

asio::awaitable<base::Result<Resolved>> Platforms::Impl::look_up_once(Impl* self, const Provider* provider,
                                                                      json::object subject, std::string key) {
    const char* const kind = text_at(subject, "kind") == "thing" ? "thing_owner" : "lookup";
    const std::string instance = text_at(subject, "instance");
    Flow flow(self->tools(), *provider, kind, instance);
    json::object trigger{{"kind", "start"}, {"subject", subject}};
    const base::Result<FlowEnd> end = co_await flow.run(std::move(trigger), nullptr);
    base::Result<Resolved> answer =
        end ? read_answer(*provider, subject, end.value()) : base::Result<Resolved>(end.error());
    if (flow.by_handle) answer = by_handle(*provider, subject);
    self->remember(*provider, instance, key, answer, flow.retry_after);
    co_return answer;
}

asio::awaitable<base::Result<Resolved>> Platforms::resolve(std::string text, std::string provider_name) {
    text = std::string(http::trim(text));
    if (text.empty() || text.size() > text_bytes_max || !http::is_utf8(text) || http::has_control_characters(text))
        co_return Refusal::text_not_understood;
    if (!provider_name.empty() && impl_->find(provider_name) == nullptr) co_return Refusal::provider_unknown;

    // "demo:ada": the prefix names the entry. "demo:1001" is how the hub itself writes an identity: the id, not a
    // handle of digits.
    std::vector<std::string> readings{text};
    const std::string prefix = text.substr(0, text.find(':'));
    if (prefix.size() < text.size() && impl_->find(prefix) != nullptr &&
        (provider_name.empty() || provider_name == prefix)) {
        provider_name = prefix;
        const std::string rest = text.substr(prefix.size() + 1);
        readings = {rest};
        if (is_number(rest)) readings.insert(readings.begin(), "id:" + rest);
    }
    const Provider* found = nullptr;
    json::object subject;
    for (const auto& [name, provider] : impl_->providers) {
        if (!provider_name.empty() && name != provider_name) continue;
        for (const std::string& reading : readings) {
            const base::Result<json::value> normal = co_await Impl::normalize(impl_.get(), name, reading);
            if (!normal && !provider_name.empty()) co_return normal.error();
            if (!normal || !normal.value().is_object()) continue;
            if (found != nullptr) co_return Refusal::text_not_understood;  // two platforms could be meant
            found = &provider;
            subject = normal.value().get_object();
            break;
        }
    }
    if (found == nullptr) co_return Refusal::text_not_understood;
    base::Result<Resolved> resolved = co_await Impl::look_up(impl_.get(), found, std::move(subject));
    co_return resolved;
}

}  // namespace obolus::oauth
