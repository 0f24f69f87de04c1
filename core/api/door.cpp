#include "api/door.hpp"

#include <optional>

#include "awaiting/session.hpp"
#include "http/cookie.hpp"
#include "http/csrf.hpp"
#include "http/same_origin.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

Result<std::string> token_for_reading(const http::Request& request) {
    std::optional<std::string> token = request.cookie(http::host_cookie_name(hub::session_cookie));
    if (!token || token->empty()) return hub::Refusal::not_signed_in;
    return *std::move(token);
}

Result<std::string> token_for_changing(const Door& door, const http::Request& request) {
    if (http::source_of(request, door.options.public_url) == http::Source::elsewhere)
        return hub::RequestRefusal::cross_site;
    Result<std::string> token = token_for_reading(request);
    if (!token) return token;
    const std::optional<std::string_view> given = request.header("x-obolus-csrf");
    if (!given || !http::csrf_matches(door.options.csrf_key, token.value(), *given))
        return hub::RequestRefusal::csrf_token_wrong;
    return token;
}

std::string csrf_token_of(const Door& door, const std::string& session_token) {
    return http::csrf_token(door.options.csrf_key, session_token);
}

Awaitable<Result<hub::SessionView>> find_session(DoorPtr door, std::string token) {
    return awaiting::find_session(door->hub, door->sessions, std::move(token));
}

Awaitable<Result<base::MemberId>> find_member(DoorPtr door, std::string token) {
    const Result<hub::SessionView> session = co_await find_session(std::move(door), std::move(token));
    if (!session) co_return session.error();
    if (!session.value().member) co_return hub::Refusal::account_needed;
    co_return session.value().member;
}

}  // namespace obolus::api
