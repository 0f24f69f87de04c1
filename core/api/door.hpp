// What every handler of the API has in common: whom it may ask, and who is asking.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include <boost/asio/awaitable.hpp>

#include "api/options.hpp"
#include "awaiting/hub.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "http/rate_limit.hpp"
#include "hub/hub.hpp"
#include "hub/session_cache.hpp"
#include "oauth/platforms.hpp"

namespace obolus::api {

struct Door {
    hub::Hub& hub;
    oauth::Platforms& platforms;
    hub::SessionCache& sessions;
    Options options;
    /// Callers who have proven who they are, each by itself; and everybody else, by address.
    mutable http::RateLimit callers{options.requests_per_minute};
    mutable http::RateLimit addresses{options.strangers_requests_per_minute};
};
using DoorPtr = std::shared_ptr<const Door>;

template <class T>
using Awaitable = boost::asio::awaitable<T>;
template <class T>
using Result = base::Result<T>;

using awaiting::ask;
using awaiting::run;

/// What a route asks of whoever comes.
enum class Access {
    anybody,        ///< nothing
    person,         ///< a person's session, a member's or not; no token
    member,         ///< a member's session; no token, whatever its scopes
    operator_only,  ///< an operator's session
    read,           ///< a member's session, or a token with the scope `read`
    give,           ///< the same with `give`
    manage          ///< the same with `manage`
};

/// Who is asking: a person by the session's cookie, or a program by a member's token (RFC 6750).
struct Caller {
    base::MemberId member;      ///< none for a person who isn't a member, and for anybody
    std::string session_token;  ///< of a person's session; "" for a program
    hub::SessionView session;   ///< empty for a program
    std::string rate_key;       ///< what the caller's requests are counted under; "" for anybody
};

/// What a request brings to prove who sends it. At most one of the two is there.
struct Credentials {
    std::string session_token;
    std::string api_token;
};
/// Whoever sends Authorization means it, so a cookie beside it isn't looked at. A cookie's request that changes
/// something must come from one of the hub's own pages, or from no page at all, and carry the session's CSRF token.
/// Refusals: authorization_malformed, cross_site, not_signed_in, csrf_token_wrong.
Result<Credentials> credentials_of(const Door& door, const http::Request& request);

/// Whether they are in memory, proven a moment ago.
bool is_known(const Door& door, const Credentials& credentials);

/// Refusals: not_signed_in, token_invalid, token_not_enough, scope_missing, account_needed, operator_only.
Awaitable<Result<Caller>> find_caller(DoorPtr door, Access access, Credentials credentials);

/// The problem, with WWW-Authenticate where RFC 9110 and RFC 6750 want it.
http::Response refuse_caller(const Door& door, Access access, const std::error_code& error);

/// An id as addresses name it, "63.1.0", or whole, "demo/t/63.1.0": the whole one. `kind` is "f", "t" or "p".
std::string full_id(const Door& door, std::string_view kind, std::string_view given);

std::string csrf_token_of(const Door& door, const std::string& session_token);

}  // namespace obolus::api
