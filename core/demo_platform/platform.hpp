// The demo platform: a small social network with an OAuth 2.0 server, to try the hub with. It speaks what X documents,
// so that the real twitter plugin runs against it: /i/oauth2/authorize, /2/oauth2/token, /2/users/..., /2/tweets/{id}.
// It asks for no password: its sign-in page is "who are you today?". Only app includes it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "http/server.hpp"

namespace obolus::demo_platform {

/// The one application that is registered here: the hub.
struct Options {
    std::string client_id;
    std::string client_secret;
    std::vector<std::string> redirect_uris;  ///< compared whole, character by character
    std::string app_token;                   ///< bearer token for lookups without a user
    std::string client_name = "Obolus";      ///< shown to the person who is asked
};

using Clock = std::function<base::Time()>;

/// Everything it answers, ready for a server. Its state lives as long as the router; all handlers run on one thread.
http::Router make_router(Options options, Clock clock);

}  // namespace obolus::demo_platform
