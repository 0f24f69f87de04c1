// A browser without a screen: keeps cookies, follows redirects, sends forms. For `obolus demo` and the tests, against
// servers on this machine. Blocks.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "app/html.hpp"
#include "http/client.hpp"

namespace obolus::app {

/// The server couldn't be reached, or a page doesn't have what the story needs.
struct BrowserError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Page {
    std::string url;  ///< where the redirects ended
    int status = 0;
    http::Fields headers;
    std::string body;
};

class Browser {
   public:
    Browser();
    ~Browser();
    Browser(Browser&&) noexcept;

    /// Follows redirects and <meta http-equiv="refresh">, at most 10. Throws BrowserError.
    Page get(const std::string& url);
    /// Sends the page's form whose action ends with `action`, its fields changed by `filled` (a name that it doesn't
    /// have yet is added: a button's). Throws BrowserError when the page has no such form.
    Page submit(const Page& page, const std::string& action, const http::Fields& filled = {});
    /// One request with the cookies, no redirects followed: for the API and for requests that no page would send.
    http::ClientResponse send(const std::string& method, const std::string& url, http::Fields headers = {},
                              std::string body = "");

    /// "" when the host has no such cookie.
    std::string cookie(const std::string& host, const std::string& name) const;
    void set_cookie(const std::string& host, const std::string& name, const std::string& value);

   private:
    Page load(std::string method, std::string url, http::Fields headers, std::string body);
    void keep_cookies(const std::string& host, const http::Fields& headers);

    struct Impl;
    std::unique_ptr<Impl> impl_;
    std::map<std::string, std::map<std::string, std::string>> cookies_;  ///< by host: cookies don't know ports
};

/// `reference` (absolute, or a path) as seen from the page at `base`.
std::string resolve_url(const std::string& base, const std::string& reference);

}  // namespace obolus::app
