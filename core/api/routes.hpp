// The JSON API under /v1: a door to the verbs for programs. It parses and authorises, asks a verb, and writes the
// answer; it decides nothing. openapi.yaml beside this file is its contract.
#pragma once

#include <string>

#include "api/options.hpp"
#include "http/server.hpp"
#include "hub/hub.hpp"
#include "hub/session_cache.hpp"
#include "oauth/platforms.hpp"

namespace obolus::api {

/// Adds the API's routes. The references must outlive the router; `sessions` is the one that web uses too.
void add_routes(http::Router& router, hub::Hub& hub, oauth::Platforms& platforms, hub::SessionCache& sessions,
                Options options);

/// What Router::on_no_route answers for paths under /v1/.
http::Response answer_no_route(const http::Request& request, const std::string& allow);
/// What Router::on_failure answers for them.
http::Response answer_failure(const http::Request& request, int status);

}  // namespace obolus::api
