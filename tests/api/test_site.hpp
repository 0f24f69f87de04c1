// A whole hub on a free port for the tests of api and web: real books, a real server and client, and beside it a small
// platform on a port of its own that a scripted plugin speaks with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/options.hpp"
#include "api/watch.hpp"
#include "http/client.hpp"
#include "hub/session_cache.hpp"
#include "support/test_hub.hpp"

namespace obolus::support {

/// Whose forms the hub believes.
inline constexpr const char* site_url = "http://localhost:8080";

class TestSite {
   public:
    /// Of `options`, what the operator decides about limits; the rest is the site's own.
    explicit TestSite(hub::Rules rules = TestHub::default_rules(), api::Options options = {},
                      api::WatchOptions watch = {});
    ~TestSite();

    TestHub& hub();

    http::ClientResponse send(std::string method, std::string path, http::Fields headers = {}, std::string body = {});
    /// A page, as the browser of a session sees it; "" is a stranger.
    http::ClientResponse get(const std::string& path, const std::string& session = {});
    /// A form of this hub's page, sent by the session's browser with its token.
    http::ClientResponse post_form(const std::string& path, const std::string& session, http::Fields fields = {});
    /// A program's request with the session's cookie and token.
    http::ClientResponse call(std::string method, const std::string& path, const std::string& session,
                              const std::string& json = {}, http::Fields more_headers = {});

    struct Call {
        std::string method;
        std::string path;
        std::string json;
        http::Fields more_headers;
    };
    /// Each as call() sends it, all at the same time; the answers in the calls' order.
    std::vector<http::ClientResponse> call_at_once(const std::string& session, const std::vector<Call>& calls);

    static http::Field cookie_of(const std::string& session);
    static std::string csrf_of(const std::string& session);
    /// The value that the response sets for one of the hub's cookies; "" when it doesn't.
    static std::string set_cookie(const http::ClientResponse& response, const std::string& name);
    /// The whole Set-Cookie field of that cookie.
    static std::string set_cookie_field(const http::ClientResponse& response, const std::string& name);
    static std::string header(const http::ClientResponse& response, const std::string& name);

    /// A browser's way through a sign-in as person `subject` of the platform.
    struct SignIn {
        std::string callback;  ///< path and query that the platform sends the browser to
        std::string cookie;    ///< the sealed sign-in under way
    };
    SignIn start_sign_in(const std::string& subject, const std::string& return_to = "/me");
    /// The same from the page that sends the browser on.
    static SignIn sign_in_of(const http::ClientResponse& page, const std::string& subject);
    http::ClientResponse finish_sign_in(const SignIn& sign_in, const std::string& session = {});

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::support
