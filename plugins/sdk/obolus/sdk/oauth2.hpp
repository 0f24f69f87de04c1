// SPDX-License-Identifier: Apache-2.0
//
// OAuth 2.0's authorization code flow (RFC 6749 with RFC 7636), and the one-request flows for lookups: what most
// platforms have in common. Each function is a whole flow: call it from step() for every event of that flow.
#pragma once

#include <algorithm>
#include <concepts>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "obolus/sdk/answer.hpp"
#include "obolus/sdk/effect.hpp"
#include "obolus/sdk/event.hpp"

namespace obolus::sdk {

/// The endpoints of a platform.
struct CodeFlow {
    std::string authorize_url{};
    std::string token_url{};
    std::string profile_url{};  ///< asked with the person's access token: who is it?
    std::string scope{};
    std::string client_auth = "basic";  ///< how the token endpoint wants the client's id and secret; see Auth
    Fields authorize_parameters{};      ///< further ones, if the platform asks for some
    bool dpop = false;                  ///< tokens are bound to a key (RFC 9449)
};

/// A GET with a bearer token that the hub holds in `slot`; "" for none. `optional`: without one where there is none.
inline Http get(std::string url, std::string_view slot, bool optional = false) {
    Http request;
    request.url = std::move(url);
    request.headers = {{"accept", "application/json"}};
    if (!slot.empty()) request.auth = Auth{"bearer", std::string(slot), optional};
    return request;
}

/// The token request of the code flow. The tokens stay with the hub, in "$access_token" and "$refresh_token".
inline Http token_request(const CodeFlow& flow) {
    Http request;
    request.method = "POST";
    request.url = flow.token_url;
    request.headers = {{"accept", "application/json"}};
    request.form = {{"grant_type", "authorization_code"},
                    {"code", "$code", true},
                    {"redirect_uri", "$redirect_uri", true},
                    {"code_verifier", "$code_verifier", true}};
    request.auth = Auth{flow.client_auth, "client"};
    request.capture = {{"$access_token", "/access_token"}, {"$refresh_token", "/refresh_token"}};
    request.token_response = true;
    request.dpop = flow.dpop;
    return request;
}

/// A GET with the person's access token.
inline Http get_as_person(std::string url, bool dpop) {
    Http request = get(std::move(url), "$access_token");
    if (dpop) request.auth->scheme = "dpop";
    return request;
}

/// The event's trigger, when it is a T and the flow is where `state` says; null otherwise.
template <class T>
const T* arrived(const Event& event, std::string_view state) {
    const T* trigger = std::get_if<T>(&event.trigger);
    const bool here = state.empty() ? event.state.is_null()
                                    : event.state.is_string() && std::string_view(event.state.get_string()) == state;
    return here ? trigger : nullptr;
}

/// A step that no flow of this plugin leads to.
inline Output out_of_order() {
    return {Fail{Fail::Class::platform_error, "this step doesn't follow the one before it", {}}, nullptr};
}

inline Output unsupported(std::string detail) {
    return {Fail{Fail::Class::unsupported, std::move(detail), {}}, nullptr};
}

/// Login: redirect, token, profile. `read` turns the profile into an identity; an empty id is a platform error.
template <std::invocable<const boost::json::value&> Read>
Output login(const Event& event, const CodeFlow& flow, const Read& read) {
    if (arrived<Start>(event, "")) {
        return {RedirectUser{flow.authorize_url, flow.scope, flow.authorize_parameters, {}}, "redirected"};
    }
    if (arrived<Callback>(event, "redirected")) return {token_request(flow), "token"};
    if (const auto* response = arrived<HttpResponse>(event, "token")) {
        require_success(*response, event.now);
        return {get_as_person(flow.profile_url, flow.dpop), "profile"};
    }
    if (const auto* response = arrived<HttpResponse>(event, "profile")) {
        require_success(*response, event.now);
        Identity identity = read(read_body(*response));
        if (identity.id.empty()) throw Fail{Fail::Class::platform_error, "the platform named nobody", {}};
        return {Done{{std::move(identity)}, {}}, nullptr};
    }
    return out_of_order();
}

/// Revoke (RFC 7009): what the login left, the refresh token before the access token that it could renew. `url` and
/// `client_auth` are those of the start; what follows finds them in the state.
inline Output revoke(const Event& event, const std::string& url, const std::string& client_auth) {
    const auto request = [](const std::string& slot, std::string to, const std::string& auth, bool more) {
        Http http;
        http.method = "POST";
        http.url = to;
        http.form = {{"token", slot, true}, {"token_type_hint", slot.substr(1)}};
        http.auth = Auth{auth, "client"};
        return Output{std::move(http), boost::json::object{{"more", more}, {"url", std::move(to)}, {"auth", auth}}};
    };
    if (const auto* start = std::get_if<Start>(&event.trigger)) {
        const auto holds = [start](std::string_view name) {
            return std::find(start->slots.begin(), start->slots.end(), name) != start->slots.end();
        };
        if (holds("$refresh_token")) return request("$refresh_token", url, client_auth, holds("$access_token"));
        if (holds("$access_token")) return request("$access_token", url, client_auth, false);
        return {Done{}, nullptr};
    }
    const auto* response = std::get_if<HttpResponse>(&event.trigger);
    if (response == nullptr || !event.state.is_object()) return out_of_order();
    require_success(*response, event.now);
    const boost::json::value* more = event.state.get_object().if_contains("more");
    if (more != nullptr && more->is_bool() && more->get_bool())
        return request("$access_token", text_at(event.state, "/url"), text_at(event.state, "/auth"), false);
    return {Done{}, nullptr};
}

/// One request and its answer: `read` turns the body into what is done. `slot` holds the token to ask with.
template <std::invocable<const boost::json::value&> Read>
Output ask(const Event& event, const std::string& url, std::string_view slot, const Read& read) {
    if (arrived<Start>(event, "")) return {get(url, slot), "asked"};
    if (const auto* response = arrived<HttpResponse>(event, "asked")) {
        require_success(*response, event.now);
        Done done = read(read_body(*response));
        if (done.identities.empty() || done.identities.front().id.empty())
            throw Fail{Fail::Class::not_found, "the platform knows nobody of that name", {}};
        return {std::move(done), nullptr};
    }
    return out_of_order();
}

}  // namespace obolus::sdk
