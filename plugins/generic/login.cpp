#include <algorithm>

#include <obolus/sdk/oauth2.hpp>
#include <obolus/sdk/url.hpp>

#include "flows.hpp"

namespace generic {

namespace {

/// What the state carries beyond the redirect must fit a cookie: texts from the ID token are kept only this long.
constexpr std::size_t kept_text_max = 100;
constexpr std::size_t kept_url_max = 300;

[[noreturn]] void platform_error(std::string detail) {
    throw sdk::Fail{sdk::Fail::Class::platform_error, std::move(detail), {}};
}

std::string step_of(const sdk::Event& event) { return event.state.is_object() ? sdk::text_at(event.state, "/at") : ""; }

sdk::CodeFlow plain_flow(const Settings& settings) {
    return {.authorize_url = settings.authorize_url,
            .token_url = settings.token_url,
            .profile_url = settings.userinfo_url,
            .scope = settings.scope,
            .client_auth = settings.client_auth,
            .authorize_parameters = {},
            .dpop = settings.dpop};
}

std::string discovery_url(const std::string& issuer) {
    return issuer + (issuer.ends_with("/") ? "" : "/") + ".well-known/openid-configuration";
}

bool lists(const json::value& document, std::string_view pointer, std::string_view word) {
    json::error_code error;
    const json::value* found = document.find_pointer(json::string_view(pointer.data(), pointer.size()), error);
    if (found == nullptr || !found->is_array()) return false;
    return std::any_of(found->get_array().begin(), found->get_array().end(), [&](const json::value& value) {
        return value.is_string() && std::string_view(value.get_string()) == word;
    });
}

/// Basic is what RFC 6749 requires every server to take; post only where the document says so and leaves basic out.
std::string client_auth(const json::value& document, const Settings& settings) {
    if (!settings.client_auth.empty()) return settings.client_auth;
    constexpr std::string_view methods = "/token_endpoint_auth_methods_supported";
    const bool only_post =
        lists(document, methods, "client_secret_post") && !lists(document, methods, "client_secret_basic");
    return only_post ? "post" : "basic";
}

std::string endpoint_in(const json::value& document, const std::string& pointer) {
    const std::string url = sdk::text_at(document, pointer);
    if (!sdk::parse_web_address(url)) platform_error("the discovery document lacks " + pointer.substr(1));
    return url;
}

sdk::Output redirect(const json::value& document, const Settings& settings) {
    // OpenID Connect Discovery 1.0, section 4.3: the very same string, or the document is another's.
    if (sdk::text_at(document, "/issuer") != settings.issuer)
        platform_error("the discovery document is of another issuer");
    json::error_code error;
    const json::value* promised = document.find_pointer("/authorization_response_iss_parameter_supported", error);
    const bool sends_iss = promised != nullptr && promised->is_bool() && promised->get_bool();
    const std::string authorize =
        settings.authorize_url.empty() ? endpoint_in(document, "/authorization_endpoint") : settings.authorize_url;
    const std::string userinfo =
        settings.userinfo_url.empty() ? sdk::text_at(document, "/userinfo_endpoint") : settings.userinfo_url;
    json::object state{
        {"at", "redirected"},
        {"token", settings.token_url.empty() ? endpoint_in(document, "/token_endpoint") : settings.token_url},
        {"jwks", endpoint_in(document, "/jwks_uri")},
        {"auth", client_auth(document, settings)}};
    if (settings.use_userinfo && !userinfo.empty()) state["userinfo"] = userinfo;
    const std::string revoke =
        settings.revoke_url.empty() ? sdk::text_at(document, "/revocation_endpoint") : settings.revoke_url;
    if (!revoke.empty()) state["revoke"] = revoke;
    return {sdk::RedirectUser{authorize, settings.scope, {}, sends_iss ? settings.issuer : ""}, std::move(state)};
}

/// What later steps need of what an earlier one has found.
void keep(const json::value& from, json::object& to, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        const std::string text = sdk::text_at(from, "/" + std::string(name));
        if (!text.empty()) to[name] = text;
    }
}

/// The login's end; a revocation begins with its state.
sdk::Output named(const sdk::Event& event, sdk::Identity identity) {
    json::object state;
    keep(event.state, state, {"revoke", "auth"});
    return {sdk::Done{{std::move(identity)}, {}}, std::move(state)};
}

sdk::Output exchange(const sdk::Event& event, const Settings& settings) {
    sdk::CodeFlow flow = plain_flow(settings);
    flow.token_url = sdk::text_at(event.state, "/token");
    flow.client_auth = sdk::text_at(event.state, "/auth");
    sdk::Http request = sdk::token_request(flow);
    request.id_token = "/id_token";
    request.issuer = settings.issuer;
    request.jwks_url = sdk::text_at(event.state, "/jwks");
    json::object state{{"at", "token"}};
    keep(event.state, state, {"userinfo", "revoke", "auth"});
    return {std::move(request), std::move(state)};
}

std::string kept(const std::string& text, std::size_t bytes_max) { return text.size() <= bytes_max ? text : ""; }

sdk::Output verified(const sdk::Event& event, const json::object& claims, const Settings& settings) {
    sdk::Identity identity = read_identity(claims, settings.account, settings);
    if (identity.id.empty()) platform_error("the ID token has no sub");
    const std::string userinfo = sdk::text_at(event.state, "/userinfo");
    if (userinfo.empty()) return named(event, std::move(identity));
    json::object state{{"at", "userinfo"},
                       {"id", identity.id},
                       {"handle", kept(identity.handle, kept_text_max)},
                       {"name", kept(identity.name, kept_text_max)},
                       {"avatar_url", kept(identity.avatar_url, kept_url_max)}};
    keep(event.state, state, {"revoke", "auth"});
    return {sdk::get_as_person(userinfo, settings.dpop), std::move(state)};
}

sdk::Output described(const sdk::Event& event, const sdk::HttpResponse& response, const Settings& settings) {
    sdk::require_success(response, event.now);
    sdk::Identity identity = read_identity(sdk::read_body(response), settings.account, settings);
    // OpenID Connect Core 1.0, section 5.3.2: userinfo about another subject must not be used.
    if (identity.id.empty() || identity.id != sdk::text_at(event.state, "/id"))
        platform_error("userinfo is about another than the ID token");
    if (identity.handle.empty()) identity.handle = sdk::text_at(event.state, "/handle");
    if (identity.name.empty()) identity.name = sdk::text_at(event.state, "/name");
    if (identity.avatar_url.empty()) identity.avatar_url = sdk::text_at(event.state, "/avatar_url");
    return named(event, std::move(identity));
}

sdk::Output connect_login(const sdk::Event& event, const Settings& settings) {
    if (sdk::arrived<sdk::Start>(event, ""))
        return {sdk::get(discovery_url(settings.issuer), ""), json::object{{"at", "discovery"}}};
    const std::string at = step_of(event);
    const auto* response = std::get_if<sdk::HttpResponse>(&event.trigger);
    if (at == "discovery" && response != nullptr) {
        sdk::require_success(*response, event.now);
        return redirect(sdk::read_body(*response), settings);
    }
    if (at == "redirected" && std::holds_alternative<sdk::Callback>(event.trigger)) return exchange(event, settings);
    const auto* token = std::get_if<sdk::IdToken>(&event.trigger);
    if (at == "token" && token != nullptr) return verified(event, token->claims, settings);
    if (at == "userinfo" && response != nullptr) return described(event, *response, settings);
    return sdk::out_of_order();
}

}  // namespace

sdk::Output login(const sdk::Event& event, const Settings& settings) {
    if (!settings.issuer.empty()) return connect_login(event, settings);
    return sdk::login(event, plain_flow(settings),
                      [&](const json::value& body) { return read_identity(body, settings.account, settings); });
}

sdk::Output revoke(const sdk::Event& event, const Settings& settings) {
    const std::string found = sdk::text_at(event.state, "/revoke");
    const std::string auth = sdk::text_at(event.state, "/auth");
    const std::string& url = found.empty() ? settings.revoke_url : found;
    const bool starts = std::holds_alternative<sdk::Start>(event.trigger);
    if (starts && url.empty()) return sdk::unsupported("settings.revoke_url isn't set");
    return sdk::revoke(event, url, auth.empty() ? settings.client_auth : auth);
}

}  // namespace generic
