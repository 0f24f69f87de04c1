// An HTTP/1.1 client for platforms' servers: deadlines, caps, no redirects followed, and a guard against requests to
// the inside (SSRF): the host's addresses are vetted after resolution and the vetted address is the one connected to.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"
#include "http/message.hpp"
#include "http/names.hpp"

namespace boost::asio {
class io_context;
}

namespace obolus::http {

enum class Refusal {
    url_malformed = 1,   ///< not http(s)://host[:port]/..., or with userinfo, blanks, control characters
    host_not_allowed,    ///< not on this request's list of hosts
    address_not_public,  ///< resolves to loopback, private, link-local, ... and the host is not one that the config
                         ///< names
    tls_required,        ///< plain http to a host that isn't named by the config as plain
    response_too_large,  ///< body or headers past the cap
    response_malformed,  ///< not HTTP, or packed (gzip) though nobody asked for it
    request_malformed    ///< a method or header that can't be sent: control characters, or a field that the client sets
};
std::error_code make_error_code(Refusal refusal) noexcept;

/// An absolute http or https URL, checked and taken apart.
struct Url {
    std::string scheme;  ///< "http" or "https"
    std::string host;    ///< lower case; IPv6 without brackets
    std::uint16_t port;  ///< explicit or the scheme's
    std::string target;  ///< path and query, at least "/"
};
base::Result<Url> parse_url(std::string_view text);

/// A host that may be asked. `host` is "api.x.com" or "127.0.0.1:8081": without a port only the scheme's own port is
/// meant. Hosts that the operator's config names with `inside: true` may be on loopback or private addresses and may
/// speak plain http.
struct AllowedHost {
    std::string host;
    bool inside = false;
};

struct ClientRequest {
    std::string method = "GET";
    std::string url;
    Fields headers;
    std::string body;
    std::vector<AllowedHost> allowed;  ///< empty: nothing is allowed
    std::size_t body_bytes_max = 256 * 1024;
    std::chrono::milliseconds timeout{10'000};
};

struct ClientResponse {
    int status = 0;
    Fields headers;
    std::string body;
};

/// TLS is 1.2 or later and verified against the host's name and the system's authorities.
class Client {
   public:
    /// `ca_file`: a PEM file of authorities to be trusted besides the system's (a test's, a company's own); "" for
    /// none. Throws boost::system::system_error when it can't be read (start-up only).
    explicit Client(boost::asio::io_context& context, const std::string& ca_file = "");
    /// With names looked up another way (a test's).
    Client(boost::asio::io_context& context, const std::string& ca_file, NameLookup lookup);
    ~Client();
    /// Errors: Refusal above, base::Fault::timed_out, base::Fault::platform_unavailable. Never throws.
    /// Every answer is a success, whatever its status: a redirect (3xx) comes back as it is, nothing follows it.
    boost::asio::awaitable<base::Result<ClientResponse>> send(ClientRequest request);

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::http

template <>
struct std::is_error_code_enum<obolus::http::Refusal> : std::true_type {};
