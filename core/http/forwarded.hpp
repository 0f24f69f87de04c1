// Who really sent a request that came through a reverse proxy. X-Forwarded-For is a list that each proxy appends to;
// what stands in front of the first entry that a trusted proxy wrote may be anybody's invention.
#pragma once

#include <string>
#include <vector>

#include "http/message.hpp"

namespace obolus::http {

/// The address of the last hop that is not one of `trusted`: `peer` itself unless that is trusted; then the entries of
/// X-Forwarded-For from its end. An entry that is no address ends the search at the hop that wrote it.
std::string client_address(const std::string& peer, const Fields& headers, const std::vector<std::string>& trusted);

}  // namespace obolus::http
