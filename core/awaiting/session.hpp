// Who is asking: the session behind a cookie or the API token of a program, from memory or from a reader.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"
#include "hub/session_cache.hpp"

namespace obolus::hub {
class Hub;
}

namespace obolus::awaiting {

/// Both `hub` and `sessions` must outlive the io_context's work. Refusal: hub::Refusal::not_signed_in.
boost::asio::awaitable<base::Result<hub::SessionView>> find_session(hub::Hub& hub, hub::SessionCache& sessions,
                                                                    std::string token);
/// Refusal: hub::Refusal::token_invalid.
boost::asio::awaitable<base::Result<hub::TokenView>> find_token(hub::Hub& hub, hub::SessionCache& sessions,
                                                                std::string token);

}  // namespace obolus::awaiting
