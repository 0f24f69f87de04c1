// What every handler of the API has in common: whom it may ask, and who is asking.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "api/options.hpp"
#include "awaiting/hub.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "hub/hub.hpp"
#include "hub/session_cache.hpp"
#include "oauth/platforms.hpp"

namespace obolus::api {

struct Door {
    hub::Hub& hub;
    oauth::Platforms& platforms;
    hub::SessionCache& sessions;
    Options options;
};
using DoorPtr = std::shared_ptr<const Door>;

template <class T>
using Awaitable = boost::asio::awaitable<T>;
template <class T>
using Result = base::Result<T>;

using awaiting::ask;
using awaiting::run;

/// The session cookie's value. Refusal: not_signed_in.
Result<std::string> token_for_reading(const http::Request& request);
/// The same for a request that changes something: it must come from one of the hub's own pages or from no page at all,
/// and carry the session's CSRF token. Refusals: not_signed_in, cross_site, csrf_token_wrong.
Result<std::string> token_for_changing(const Door& door, const http::Request& request);
std::string csrf_token_of(const Door& door, const std::string& session_token);

/// Whose session it is: from memory, or from a reader. Refusal: not_signed_in.
Awaitable<Result<hub::SessionView>> find_session(DoorPtr door, std::string token);
/// The session's member. Refusals: not_signed_in, account_needed.
Awaitable<Result<base::MemberId>> find_member(DoorPtr door, std::string token);

}  // namespace obolus::api
