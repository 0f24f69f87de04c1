// The handlers' registration, one function for each part of the platform.
#pragma once

#include <memory>

#include "demo_platform/answers.hpp"
#include "http/server.hpp"

namespace obolus::demo_platform {

void add_oauth_routes(http::Router& router, const std::shared_ptr<State>& state);  ///< authorize, token
void add_api_routes(http::Router& router, const std::shared_ptr<State>& state);    ///< /2/users, /2/tweets
void add_page_routes(http::Router& router, const std::shared_ptr<State>& state);   ///< profiles and posts for people

}  // namespace obolus::demo_platform
