#include "api/door.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "api/problem.hpp"
#include "awaiting/session.hpp"
#include "http/cookie.hpp"
#include "http/csrf.hpp"
#include "http/same_origin.hpp"
#include "http/text.hpp"
#include "hub/api_token.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

namespace {
constexpr std::size_t token_bytes_max = 128;

/// RFC 6750, section 2.1: the scheme, blanks, and a token68.
Result<std::string> bearer_of(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer";
    const std::size_t blank = authorization.find(' ');
    if (blank == std::string_view::npos || !http::equals_ignoring_case(authorization.substr(0, blank), scheme))
        return hub::RequestRefusal::authorization_malformed;
    const std::string_view token = http::trim(authorization.substr(blank));
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
    };
    if (token.empty() || token.size() > token_bytes_max || !std::ranges::all_of(token, fits))
        return hub::RequestRefusal::authorization_malformed;
    return std::string(token);
}

bool changes_something(const http::Request& request) { return request.method != "GET" && request.method != "HEAD"; }

std::optional<hub::Scope> scope_of(Access access) {
    switch (access) {
        case Access::read:
            return hub::Scope::read;
        case Access::give:
            return hub::Scope::give;
        case Access::manage:
            return hub::Scope::manage;
        default:
            return std::nullopt;
    }
}

std::string_view name_of(hub::Scope scope) {
    const auto named = std::ranges::find(hub::scope_names(), scope, &hub::ScopeName::scope);
    return named == hub::scope_names().end() ? std::string_view() : named->name;
}

Result<Caller> program_of(const hub::TokenView& token, Access access) {
    const std::optional<hub::Scope> needed = scope_of(access);
    if (!needed) return hub::Refusal::token_not_enough;
    if ((token.scopes & static_cast<std::int64_t>(*needed)) == 0) return hub::Refusal::scope_missing;
    return Caller{token.member, {}, {}, "token " + std::to_string(token.number)};
}

Result<Caller> person_of(hub::SessionView session, std::string token, Access access) {
    if (access == Access::operator_only && !session.is_operator) return hub::Refusal::operator_only;
    if (access != Access::operator_only && access != Access::person && !session.member)
        return hub::Refusal::account_needed;
    // The hub chose the token at random, so nobody can make two of them meet; and the key doesn't give it away.
    std::string key = "session " + std::to_string(std::hash<std::string>{}(token));
    return Caller{session.member, std::move(token), std::move(session), std::move(key)};
}
}  // namespace

Result<Credentials> credentials_of(const Door& door, const http::Request& request) {
    if (const auto authorization = request.header("authorization")) {
        Result<std::string> token = bearer_of(*authorization);
        if (!token) return token.error();
        return Credentials{{}, std::move(token.value())};
    }
    const bool changes = changes_something(request);
    if (changes && http::source_of(request, door.options.public_url) == http::Source::elsewhere)
        return hub::RequestRefusal::cross_site;
    std::optional<std::string> session = request.cookie(http::host_cookie_name(hub::session_cookie));
    if (!session || session->empty()) return hub::Refusal::not_signed_in;
    const std::optional<std::string_view> csrf = request.header("x-obolus-csrf");
    if (changes && (!csrf || !http::csrf_matches(door.options.csrf_key, *session, *csrf)))
        return hub::RequestRefusal::csrf_token_wrong;
    return Credentials{*std::move(session), {}};
}

bool is_known(const Door& door, const Credentials& credentials) {
    if (!credentials.api_token.empty()) return door.sessions.find_token(credentials.api_token).has_value();
    return door.sessions.find(credentials.session_token).has_value();
}

Awaitable<Result<Caller>> find_caller(DoorPtr door, Access access, Credentials credentials) {
    if (!credentials.api_token.empty()) {
        const Result<hub::TokenView> token =
            co_await awaiting::find_token(door->hub, door->sessions, std::move(credentials.api_token));
        if (!token) co_return token.error();
        co_return program_of(token.value(), access);
    }
    std::string token = credentials.session_token;
    Result<hub::SessionView> session =
        co_await awaiting::find_session(door->hub, door->sessions, std::move(credentials.session_token));
    if (!session) co_return session.error();
    co_return person_of(std::move(session.value()), std::move(token), access);
}

http::Response refuse_caller(const Door& door, Access access, const std::error_code& error) {
    http::Response response = problem_response(error);
    std::string challenge = "Bearer realm=\"" + door.hub.rules().hub_id + "\"";
    if (error == hub::Refusal::token_invalid) challenge += ", error=\"invalid_token\"";
    if (error == hub::RequestRefusal::authorization_malformed) challenge += ", error=\"invalid_request\"";
    if (error == hub::Refusal::token_not_enough) challenge += ", error=\"insufficient_scope\"";
    if (error == hub::Refusal::scope_missing)
        challenge += ", error=\"insufficient_scope\", scope=\"" +
                     std::string(name_of(scope_of(access).value_or(hub::Scope::read))) + "\"";
    const bool about_who = error == hub::Refusal::not_signed_in || challenge.find("error=") != std::string::npos;
    if (about_who) response.headers.emplace_back("WWW-Authenticate", std::move(challenge));
    return response;
}

std::string full_id(const Door& door, std::string_view kind, std::string_view given) {
    if (given.find('/') != std::string_view::npos) return std::string(given);
    return door.hub.rules().hub_id + "/" + std::string(kind) + "/" + std::string(given);
}

std::string csrf_token_of(const Door& door, const std::string& session_token) {
    return http::csrf_token(door.options.csrf_key, session_token);
}

}  // namespace obolus::api
