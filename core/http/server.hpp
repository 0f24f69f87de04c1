// An HTTP/1.1 server over coroutines: limits, time-outs and a graceful end. It knows no money.
// Each answer with a status of 400 or more leaves one line in the log: method, path, status and the refusal's name.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"
#include "http/message.hpp"

namespace boost::asio {
class io_context;
}

namespace obolus::http {

/// Answers one request. Runs on the server's io_context; must not block; an exception becomes a 500 without details.
using Handler = std::function<boost::asio::awaitable<Response>(Request)>;

/// What is counted of a request that was answered.
struct Answered {
    std::string_view method;  ///< of the route that matched; "" when none did
    std::string_view route;   ///< its pattern: "/v1/months/{month}/close"; "" when none did
    int status = 0;
    std::string_view refusal;          ///< why it was refused, by name; ""
    std::chrono::nanoseconds took{0};  ///< until the handler had its answer; 0 when the server refused by itself
};

/// Chooses a handler by method and path pattern ("/v1/months/{month}"). Unknown path: `not_found`; known path with
/// another method: 405 with Allow. HEAD is served by GET without the body.
class Router {
   public:
    void add(std::string method, std::string pattern, Handler handler);
    /// Answers what no route matches (also 405s: `allow` is then not empty). Default: plain text.
    void on_no_route(std::function<Response(const Request&, std::string allow)> answer);
    /// Answers what no handler could: a handler threw (500), or the server itself refuses (400, 413, 417, 431, 501,
    /// 503; the request then holds what was read of it, perhaps nothing but the path "/"). Default: plain text.
    void on_failure(std::function<Response(const Request&, int status)> answer);
    /// Wraps every answer, for headers that all share (CSP and the others). Called once for each response; after a
    /// handler ran, the request has its method, target, path and remote only.
    void on_response(std::function<void(const Request&, Response&)> finish);
    /// Called once for each response, whoever made it. Must not block.
    void on_answered(std::function<void(const Answered&)> count);
    boost::asio::awaitable<Response> answer(Request request) const;
    /// The answer of on_failure, with on_response applied.
    Response fail(const Request& request, int status) const;
    Router();
    ~Router();
    Router(Router&&) noexcept;

   private:
    struct State;
    std::unique_ptr<State> state_;
};

struct ServerOptions {
    std::string listen_host = "127.0.0.1";
    std::uint16_t listen_port = 0;             ///< 0: any free port; see Server::port()
    std::vector<std::string> trusted_proxies;  ///< whose X-Forwarded-For says who Request::remote is (forwarded.hpp)
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t body_bytes_max = 64 * 1024;
    std::size_t connections_max = 10'000;
    std::chrono::seconds read_timeout{15};  ///< from the first byte of a request to its last
    std::chrono::seconds idle_timeout{60};  ///< between requests of one connection
    std::chrono::seconds write_timeout{15};
    std::chrono::seconds drain_timeout{10};  ///< how long stop() lets requests finish
};

class Server {
   public:
    /// `router` is shared by all connections and must not change any more.
    Server(boost::asio::io_context& context, ServerOptions options, Router router);
    ~Server();
    /// Binds and listens; a clear error (address in use, not permitted) otherwise. `problem` gets a sentence for the
    /// operator.
    base::Result<void> start(std::string& problem);
    std::uint16_t port() const noexcept;
    /// Stops accepting, lets running requests end (at most drain_timeout), closes idle connections, then calls `done`.
    void stop(std::function<void()> done);

   private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace obolus::http
