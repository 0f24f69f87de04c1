#include <algorithm>
#include <array>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <spdlog/spdlog.h>

#include "base/crypto.hpp"
#include "http/same_origin.hpp"
#include "http/text.hpp"
#include "oauth/identities.hpp"
#include "oauth/json.hpp"
#include "oauth/platforms_impl.hpp"
#include "oauth/sign_in_state.hpp"

namespace obolus::oauth {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::chrono::seconds clock_skew{5};  // between several hubs that share a key
constexpr std::size_t callback_bytes_max = 16 * 1024;

constexpr std::array<std::string_view, 9> hub_parameters{
    "response_type",         "client_id", "redirect_uri", "state", "scope", "code_challenge",
    "code_challenge_method", "nonce",     "response_mode"};

bool is_hub_parameter(std::string_view name) {
    return std::find(hub_parameters.begin(), hub_parameters.end(), name) != hub_parameters.end();
}

std::string redirect_uri(const Options& options, std::string_view provider) {
    return options.public_url + "/callback/" + std::string(provider);
}

// "x.com", or an authority of the operator's: an overridden endpoint's or an allowed host's. Plain http for those
// alone.
bool may_redirect_to(const Provider& provider, const http::Url& url) {
    const bool usual = url.port == (url.scheme == "https" ? 443 : 80);
    const auto& hosts = provider.manifest.redirect_hosts;
    if (url.scheme == "https" && usual && std::find(hosts.begin(), hosts.end(), url.host) != hosts.end()) return true;
    for (const auto& [name, endpoint] : provider.options.endpoints) {
        const auto own = http::parse_url(endpoint);
        if (own && own.value().scheme == url.scheme && own.value().host == url.host && own.value().port == url.port)
            return true;
    }
    const std::string authority = url.host + ':' + std::to_string(url.port);
    return std::any_of(provider.options.allow_hosts.begin(), provider.options.allow_hosts.end(),
                       [&](const http::AllowedHost& allowed) {
                           const bool same = allowed.host == authority || (usual && allowed.host == url.host);
                           return same && (url.scheme == "https" || allowed.inside);
                       });
}

bool has_scope(std::string_view scopes, std::string_view wanted) {
    while (!scopes.empty()) {
        const auto end = std::min(scopes.find(' '), scopes.size());
        if (scopes.substr(0, end) == wanted) return true;
        scopes.remove_prefix(std::min(end + 1, scopes.size()));
    }
    return false;
}

base::Result<std::string> authorize_url(const json::object& effect, const Provider& provider, const Options& options,
                                        const SignInState& sign_in) {
    std::string url = text_at(effect, "url");
    const auto parsed = http::parse_url(url);
    if (!parsed || !may_redirect_to(provider, parsed.value())) {
        spdlog::error("oauth: {}: the plugin redirects to a host that neither its manifest nor the config names",
                      provider.options.name);
        return base::Fault::plugin_unavailable;
    }
    auto own = fields_at(effect, "parameters");
    if (!own) return plugin_nonsense("its redirect's parameters are no list of pairs");
    http::Fields parameters{{"response_type", "code"},
                            {"client_id", provider.options.client_id},
                            {"redirect_uri", redirect_uri(options, provider.options.name)},
                            {"state", sign_in.state}};
    if (const std::string scope = text_at(effect, "scope"); !scope.empty()) parameters.emplace_back("scope", scope);
    if (provider.pkce) {
        parameters.emplace_back("code_challenge", code_challenge(sign_in.verifier));
        parameters.emplace_back("code_challenge_method", "S256");
    }
    if (!sign_in.nonce.empty()) parameters.emplace_back("nonce", sign_in.nonce);
    for (auto& field : *own)
        if (!is_hub_parameter(field.first)) parameters.push_back(std::move(field));
    url += parsed.value().target.find('?') == std::string::npos ? '?' : '&';
    return url + http::encode_form(parameters);
}

// What an answer's `iss` must be (RFC 9207): a plugin that names an issuer says that the platform sends it with every
// answer.
bool is_right_issuer(const SignInState& sign_in, std::optional<std::string_view> given) {
    return sign_in.issuer.empty() || given == sign_in.issuer;
}

// The hub keeps the code, and knows nothing of tokens that come by the browser (the implicit flow): anybody could have
// put them there.
json::object without_hub_fields(const http::Fields& query) {
    constexpr std::array<std::string_view, 6> kept{"code", "state", "iss", "access_token", "refresh_token", "id_token"};
    http::Fields rest;
    for (const auto& field : query)
        if (std::find(kept.begin(), kept.end(), field.first) == kept.end()) rest.push_back(field);
    return {{"kind", "callback"}, {"fields", to_json(rest)}};
}

bool is_repeated(const http::Fields& query, std::string_view name) {
    return std::count_if(query.begin(), query.end(), [name](const http::Field& field) { return field.first == name; }) >
           1;
}

base::Result<std::vector<identity::ExternalIdentity>> read_login(const FlowEnd& end, const Provider& provider,
                                                                 const std::string& instance) {
    if (text_at(end.effect, "kind") != "done") return plugin_nonsense("a callback leads to another redirect");
    if (!end.heard) return plugin_nonsense("it names an identity that no platform has named");
    const json::array* const list = array_at(end.effect, "identities");
    if (list == nullptr) return Refusal::identity_invalid;
    return read_identities(without_foreign_organisations(*list), provider.options.name, instance);
}

// What the platform handed out for this sign-in, and nobody needs any more.
Slots tokens_of(const Slots& slots) {
    Slots tokens;
    for (const char* name : {"$access_token", "$refresh_token"})
        if (const auto held = slots.find(name); held != slots.end()) tokens.insert(*held);
    return tokens;
}

}  // namespace

asio::awaitable<base::Result<StartedSignIn>> Platforms::start_sign_in(std::string provider_name, std::string instance,
                                                                      std::string return_to) {
    const Provider* const provider = impl_->find(provider_name);
    if (provider == nullptr) co_return Refusal::provider_unknown;
    if (provider->manifest.id_scope != "instance") instance.clear();
    Flow flow(impl_->tools(), *provider, "login", instance);
    json::object trigger{{"kind", "start"}};
    flow.slots["$redirect_uri"] = redirect_uri(impl_->options, provider_name);
    const base::Result<FlowEnd> end = co_await flow.run(std::move(trigger), nullptr);
    if (!end) co_return end.error();
    const json::object& effect = end.value().effect;
    if (text_at(effect, "kind") != "redirect_user") co_return plugin_nonsense("a login that sends nobody anywhere");

    SignInState sign_in;
    sign_in.provider = provider_name;
    sign_in.instance = instance;
    sign_in.flow_id = base::random_token();
    sign_in.state = base::random_token();
    sign_in.verifier = base::random_token();
    if (has_scope(text_at(effect, "scope"), "openid")) sign_in.nonce = base::random_token();
    sign_in.issuer = text_at(effect, "issuer");
    sign_in.created_at = impl_->clock();
    sign_in.return_to = http::is_local_path(return_to) ? return_to : "/";
    sign_in.plugin_state = end.value().state;

    const base::Result<std::string> url = authorize_url(effect, *provider, impl_->options, sign_in);
    if (!url) co_return url.error();
    const base::Result<std::string> sealed = seal_sign_in(impl_->options.seal_key, sign_in);
    if (!sealed) co_return sealed.error();
    StartedSignIn started{url.value(), sealed.value()};
    co_return started;
}

base::Result<CallbackSignIn> Platforms::open_callback(std::string_view provider, std::string_view sealed,
                                                      const http::Fields& query) const {
    if (impl_->find(provider) == nullptr) return Refusal::provider_unknown;
    for (const char* name : {"code", "state", "iss", "error"})
        if (is_repeated(query, name)) return Refusal::sign_in_parameter_repeated;
    const auto state = http::find(query, "state");
    if (!state || state->empty() || sealed.empty()) return Refusal::sign_in_state_missing;
    const auto sign_in = open_sign_in(impl_->options.seal_key, provider, sealed);
    if (!sign_in || !base::equal_constant_time(sign_in->state, *state)) return Refusal::sign_in_state_mismatch;
    const auto age = impl_->clock() - sign_in->created_at;
    if (age > impl_->options.sign_in_ttl || age < -clock_skew) return Refusal::sign_in_expired;
    if (!is_right_issuer(*sign_in, http::find(query, "iss"))) return Refusal::issuer_mismatch;

    CallbackSignIn callback;
    callback.provider = std::string(provider);
    callback.flow_id = sign_in->flow_id;
    callback.expires_at = sign_in->created_at + impl_->options.sign_in_ttl;
    callback.return_to = sign_in->return_to;
    callback.opaque = json::serialize(json::object{{"sealed", sealed},
                                                   {"code", http::find(query, "code").value_or("")},
                                                   {"error", http::find(query, "error").value_or("")},
                                                   {"trigger", without_hub_fields(query)}});
    if (callback.opaque.size() > callback_bytes_max) return Refusal::token_refused;
    return callback;
}

asio::awaitable<base::Result<std::vector<identity::ExternalIdentity>>> Platforms::finish_sign_in(
    CallbackSignIn callback) {
    const Provider* const provider = impl_->find(callback.provider);
    if (provider == nullptr) co_return Refusal::provider_unknown;
    const auto opaque = parse_object(callback.opaque);
    if (!opaque) co_return Refusal::sign_in_state_mismatch;
    const auto sign_in = open_sign_in(impl_->options.seal_key, callback.provider, text_at(*opaque, "sealed"));
    const json::object* const trigger = object_at(*opaque, "trigger");
    if (!sign_in || trigger == nullptr) co_return Refusal::sign_in_state_mismatch;
    const std::string error = text_at(*opaque, "error");
    if (error == "access_denied") co_return Refusal::sign_in_denied;
    if (!error.empty()) {
        spdlog::warn("oauth: {} answers a sign-in with {}", callback.provider,
                     http::percent_encode(error.substr(0, 64)));
        co_return error == "server_error" || error == "temporarily_unavailable"
            ? std::error_code(base::Fault::platform_unavailable)
            : std::error_code(Refusal::token_refused);
    }
    Flow flow(impl_->tools(), *provider, "login", sign_in->instance);
    flow.slots["$code"] = text_at(*opaque, "code");
    flow.slots["$code_verifier"] = sign_in->verifier;
    flow.slots["$redirect_uri"] = redirect_uri(impl_->options, callback.provider);
    flow.nonce = sign_in->nonce;
    flow.issuer = sign_in->issuer;
    const base::Result<FlowEnd> end = co_await flow.run(*trigger, sign_in->plugin_state);
    if (!end) co_return end.error();
    if (Slots tokens = tokens_of(flow.slots); !tokens.empty() && has_flow(*provider, "revoke")) {
        auto executor = co_await asio::this_coro::executor;
        asio::co_spawn(executor, Impl::revoke(impl_, provider, sign_in->instance, std::move(tokens), end.value().state),
                       asio::detached);
    }
    base::Result<std::vector<identity::ExternalIdentity>> who = read_login(end.value(), *provider, sign_in->instance);
    if (who && is_claimed_by_handle(*provider)) co_await Impl::add_handle_keys(impl_.get(), provider, &who.value());
    co_return who;
}

asio::awaitable<void> Platforms::Impl::add_handle_keys(Impl* self, const Provider* provider,
                                                       std::vector<identity::ExternalIdentity>* identities) {
    for (identity::ExternalIdentity& who : *identities) {
        if (who.handle.empty()) continue;
        const base::Result<json::value> normal = co_await normalize(self, provider->options.name, '@' + who.handle);
        const json::object* const subject = normal ? normal.value().if_object() : nullptr;
        if (subject != nullptr && text_at(*subject, "kind") == "handle") who.handle_key = text_at(*subject, "key");
    }
}

asio::awaitable<void> Platforms::Impl::revoke(std::shared_ptr<Impl> self, const Provider* provider,
                                              std::string instance, Slots slots, json::value state) {
    Flow flow(self->tools(), *provider, "revoke", std::move(instance));
    json::array held;
    for (const auto& [name, value] : slots)
        held.emplace_back(name);
    flow.slots.merge(slots);
    json::object trigger{{"kind", "start"}, {"slots", std::move(held)}};
    const base::Result<FlowEnd> end = co_await flow.run(std::move(trigger), std::move(state));
    if (!end && !flow.unsupported)
        spdlog::warn("oauth: {}: the platform has not revoked a token: {}", provider->options.name,
                     end.error().message());
}

}  // namespace obolus::oauth
