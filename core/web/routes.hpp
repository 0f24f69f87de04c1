// The pages: a door to the verbs for people, working without JavaScript. It shows and asks; it decides nothing.
#pragma once

#include <memory>
#include <string>

#include "http/server.hpp"
#include "hub/hub.hpp"
#include "hub/session_cache.hpp"
#include "oauth/platforms.hpp"
#include "web/options.hpp"

namespace obolus::web {

/// Adds the pages' routes, and the security headers to every response of the router (Router::on_response). The
/// references must outlive the router; `sessions` is the one that api uses too.
void add_routes(http::Router& router, hub::Hub& hub, oauth::Platforms& platforms, hub::SessionCache& sessions,
                Options options);

/// What Router::on_no_route and Router::on_failure answer for people's paths.
class ErrorPages {
   public:
    ErrorPages(hub::Hub& hub, oauth::Platforms& platforms, hub::SessionCache& sessions, Options options);
    http::Response no_route(const http::Request& request, const std::string& allow) const;
    http::Response failure(const http::Request& request, int status) const;

   private:
    struct State;
    std::shared_ptr<const State> state_;
};

}  // namespace obolus::web
