#include "http/server.hpp"

#include <array>
#include <list>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <spdlog/spdlog.h>

#include "http/forwarded.hpp"
#include "http/request_reader.hpp"
#include "http/text.hpp"
#include "http/wire.hpp"

namespace obolus::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using SteadyTime = std::chrono::steady_clock::time_point;

namespace {

// One timer for all connections: it looks at every deadline this often. A timer per operation costs a sixth of the
// throughput.
constexpr std::chrono::milliseconds tick{250};
constexpr std::chrono::seconds linger_timeout{2};
constexpr std::size_t linger_bytes_max = 256 * 1024;
constexpr std::size_t kept_bytes_max = 16 * 1024;  // an idle connection keeps no more of its last answer

struct Connection {
    explicit Connection(tcp::socket accepted, RequestLimits limits) : socket(std::move(accepted)), reader(limits) {}
    tcp::socket socket;
    RequestReader reader;
    std::string out;
    std::string remote;
    SteadyTime deadline = SteadyTime::max();
    bool idle = true;  // between requests: may be closed at any moment

    void close() {
        ErrorCode ignored;
        socket.close(ignored);
    }
};

std::string http_date() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    gmtime_r(&now, &parts);
    constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days.at(static_cast<std::size_t>(parts.tm_wday)),
                       parts.tm_mday, months.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900,
                       parts.tm_hour, parts.tm_min, parts.tm_sec);
}

// The one line that each refused request leaves. Never the query, a field or a body: they hold codes, tokens and words.
void log_refusal(const Request& request, const Response& response) {
    if (response.status < 400) return;
    spdlog::info("http: {} {} {}{}{}", request.method.empty() ? "-" : for_log(request.method), for_log(request.path),
                 response.status, response.refusal.empty() ? "" : " ", response.refusal);
}

}  // namespace

struct Server::Impl : std::enable_shared_from_this<Impl> {
    Impl(asio::io_context& io, ServerOptions chosen, Router routes)
        : context(io),
          options(std::move(chosen)),
          router(std::move(routes)),
          acceptor(io),
          accept_pause(io),
          ticker(io),
          drain_timer(io) {}

    asio::io_context& context;
    ServerOptions options;
    Router router;
    tcp::acceptor acceptor;
    asio::steady_timer accept_pause;
    asio::steady_timer ticker;
    asio::steady_timer drain_timer;
    std::list<Connection*> connections;
    SteadyTime now = std::chrono::steady_clock::now();
    std::string date = http_date();
    std::uint16_t port = 0;
    bool stopping = false;  // no new work
    bool stopped = false;   // nothing runs any more, the ticker may end
    std::function<void()> on_stopped;

    ErrorCode listen();
    void stop(std::function<void()> done);
    void close_all();
    void end_idle();
    void stopped_if_empty();

    RequestLimits limits() const { return {options.header_bytes_max, 100, options.body_bytes_max}; }
    Response refuse(const Request& request, int status) const;
    void render(Connection& connection, const Request& request, Response response, bool keep_alive);

    static asio::awaitable<void> accept_loop(std::shared_ptr<Impl> self);
    static asio::awaitable<void> tick_loop(std::shared_ptr<Impl> self);
    static asio::awaitable<void> serve(std::shared_ptr<Impl> self, tcp::socket socket);
    static asio::awaitable<void> converse(std::shared_ptr<Impl> self, Connection* connection);
    static asio::awaitable<bool> read_request(std::shared_ptr<Impl> self, Connection* connection);
    static asio::awaitable<bool> write_out(std::shared_ptr<Impl> self, Connection* connection);
    static asio::awaitable<void> linger(std::shared_ptr<Impl> self, Connection* connection);
};

// Reads until the reader has a whole request or a failure. False: the peer is gone or too slow, nothing more to say.
asio::awaitable<bool> Server::Impl::read_request(std::shared_ptr<Impl> self, Connection* connection) {
    RequestReader& reader = connection->reader;
    connection->idle = !reader.started();
    connection->deadline = self->now + (connection->idle ? self->options.idle_timeout : self->options.read_timeout);
    while (reader.next() == RequestReader::Step::need_more) {
        if (reader.take_expect_continue()) {
            connection->out = "HTTP/1.1 100 Continue\r\n\r\n";
            const bool written = co_await write_out(self, connection);
            if (!written) co_return false;
        }
        if (self->stopping && !reader.started()) co_return false;
        const std::span<char> room = reader.prepare();
        ErrorCode ec;
        const std::size_t bytes = co_await connection->socket.async_read_some(
            asio::buffer(room.data(), room.size()), asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return false;
        reader.commit(bytes);
        if (std::exchange(connection->idle, false)) connection->deadline = self->now + self->options.read_timeout;
    }
    connection->idle = false;
    co_return true;
}

asio::awaitable<bool> Server::Impl::write_out(std::shared_ptr<Impl> self, Connection* connection) {
    const SteadyTime before = std::exchange(connection->deadline, self->now + self->options.write_timeout);
    ErrorCode ec;
    co_await asio::async_write(connection->socket, asio::buffer(connection->out),
                               asio::redirect_error(asio::use_awaitable, ec));
    connection->deadline = before;
    co_return !ec;
}

Response Server::Impl::refuse(const Request& request, int status) const { return router.fail(request, status); }

void Server::Impl::render(Connection& connection, const Request& request, Response response, bool keep_alive) {
    connection.out.clear();
    if (!append_head(connection.out, response, date, keep_alive)) {
        spdlog::error("http: the response to {} {} has a status or header that can't be sent", for_log(request.method),
                      for_log(request.path));
        response = refuse(request, 500);
        if (!append_head(connection.out, response, date, keep_alive)) return;
    }
    log_refusal(request, response);
    if (request.method != "HEAD" && has_body(response.status)) connection.out.append(response.body);
}

// Requests of one connection are answered one after the other; what the client sends ahead waits in the reader or the
// kernel.
asio::awaitable<void> Server::Impl::converse(std::shared_ptr<Impl> self, Connection* connection) {
    while (true) {
        const bool arrived = co_await read_request(self, connection);
        if (!arrived) co_return;
        if (connection->reader.failure() != 0) {
            Request failed = connection->reader.failed_request();
            failed.remote = connection->remote;
            self->render(*connection, failed, self->refuse(failed, connection->reader.failure()), false);
            const bool told = co_await write_out(self, connection);
            if (told) co_await linger(self, connection);
            co_return;
        }
        connection->deadline = SteadyTime::max();  // the handler's waits have deadlines of their own
        Request request = connection->reader.take();
        request.remote = client_address(connection->remote, request.headers, self->options.trusted_proxies);
        Request seen;
        seen.method = request.method;
        seen.target = request.target;
        seen.path = request.path;
        Response response = co_await self->router.answer(std::move(request));
        const bool keep_alive = connection->reader.keep_alive() && !self->stopping;
        self->render(*connection, seen, std::move(response), keep_alive);
        const bool written = co_await write_out(self, connection);
        if (!written || !keep_alive) co_return;
        if (connection->out.capacity() > kept_bytes_max) std::string().swap(connection->out);
    }
}

// Closing while the client still sends would reset the connection and lose the answer on its way: read on for a little
// while.
asio::awaitable<void> Server::Impl::linger(std::shared_ptr<Impl> self, Connection* connection) {
    ErrorCode ec;
    connection->socket.shutdown(tcp::socket::shutdown_send, ec);
    connection->deadline = self->now + linger_timeout;
    std::size_t total = 0;
    while (!ec && total < linger_bytes_max) {
        const std::span<char> room = connection->reader.prepare();
        const std::size_t bytes = co_await connection->socket.async_read_some(
            asio::buffer(room.data(), room.size()), asio::redirect_error(asio::use_awaitable, ec));
        total += bytes;
    }
}

asio::awaitable<void> Server::Impl::serve(std::shared_ptr<Impl> self, tcp::socket socket) {
    Connection connection(std::move(socket), self->limits());
    ErrorCode ec;
    connection.socket.set_option(tcp::no_delay(true), ec);
    const tcp::endpoint peer = connection.socket.remote_endpoint(ec);
    if (ec) co_return;
    connection.remote = peer.address().to_string();
    const auto place = self->connections.insert(self->connections.end(), &connection);
    try {
        co_await converse(self, &connection);
    } catch (const std::exception& e) {
        spdlog::error("http: a connection ended with: {}", e.what());
    }
    self->connections.erase(place);
    connection.close();
    self->stopped_if_empty();
}

asio::awaitable<void> Server::Impl::accept_loop(std::shared_ptr<Impl> self) {
    while (!self->stopping) {
        ErrorCode ec;
        tcp::socket socket = co_await self->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, ec));
        if (self->stopping) co_return;
        if (ec) {
            // Out of file descriptors, most likely: asking again at once would spin.
            spdlog::warn("http: can't accept a connection: {}", ec.message());
            self->accept_pause.expires_after(std::chrono::milliseconds(100));
            co_await self->accept_pause.async_wait(asio::redirect_error(asio::use_awaitable, ec));
            continue;
        }
        if (self->connections.size() >= self->options.connections_max) {
            std::string out;
            Request unread;
            unread.path = "/";
            const Response refusal = self->refuse(unread, 503);
            log_refusal(unread, refusal);
            append_head(out, refusal, self->date, false);
            socket.non_blocking(true, ec);
            socket.write_some(asio::buffer(out), ec);
            continue;
        }
        asio::co_spawn(self->context, serve(self, std::move(socket)), asio::detached);
    }
}

asio::awaitable<void> Server::Impl::tick_loop(std::shared_ptr<Impl> self) {
    ErrorCode ec;
    SteadyTime next_date = self->now;
    while (!self->stopped) {
        self->now = std::chrono::steady_clock::now();
        if (self->now >= next_date) {
            self->date = http_date();
            next_date = self->now + std::chrono::seconds(1);
        }
        for (Connection* connection : self->connections)
            if (connection->deadline < self->now) connection->close();
        self->ticker.expires_after(tick);
        co_await self->ticker.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    }
}

ErrorCode Server::Impl::listen() {
    ErrorCode ec;
    const auto address = asio::ip::make_address(options.listen_host, ec);
    if (ec) return ec;
    const tcp::endpoint endpoint(address, options.listen_port);
    if (acceptor.open(endpoint.protocol(), ec); ec) return ec;
    if (acceptor.set_option(tcp::acceptor::reuse_address(true), ec); ec) return ec;
    if (acceptor.bind(endpoint, ec); ec) return ec;
    if (acceptor.listen(asio::socket_base::max_listen_connections, ec); ec) return ec;
    port = acceptor.local_endpoint(ec).port();
    return ec;
}

void Server::Impl::close_all() {
    for (Connection* connection : connections)
        connection->close();
}

// Not closed outright: a request may have arrived whose bytes nobody has looked at yet. It is still read and answered;
// whoever sent nothing is at the end of the stream.
void Server::Impl::end_idle() {
    ErrorCode ignored;
    for (Connection* connection : connections)
        if (connection->idle) connection->socket.shutdown(tcp::socket::shutdown_receive, ignored);
}

void Server::Impl::stopped_if_empty() {
    if (!stopping || !connections.empty() || !on_stopped) return;
    drain_timer.cancel();
    stopped = true;
    ticker.cancel();
    asio::post(context, std::exchange(on_stopped, nullptr));
}

void Server::Impl::stop(std::function<void()> done) {
    if (stopping) return;
    stopping = true;
    on_stopped = done ? std::move(done) : [] {};
    ErrorCode ignored;
    acceptor.close(ignored);
    accept_pause.cancel();
    end_idle();
    drain_timer.expires_after(options.drain_timeout);
    drain_timer.async_wait([self = shared_from_this()](const ErrorCode& ec) {
        if (ec || !self->on_stopped) return;
        spdlog::warn("http: {} connections didn't end in time and were closed", self->connections.size());
        self->close_all();
        self->stopped = true;
        self->ticker.cancel();
        std::exchange(self->on_stopped, nullptr)();
    });
    stopped_if_empty();
}

Server::Server(asio::io_context& context, ServerOptions options, Router router)
    : impl_(std::make_shared<Impl>(context, std::move(options), std::move(router))) {}

Server::~Server() {
    impl_->stopping = true;
    impl_->stopped = true;
    impl_->on_stopped = nullptr;
    ErrorCode ignored;
    impl_->acceptor.close(ignored);
    impl_->accept_pause.cancel();
    impl_->ticker.cancel();
    impl_->drain_timer.cancel();
    impl_->close_all();
}

base::Result<void> Server::start(std::string& problem) {
    if (const ErrorCode ec = impl_->listen(); ec) {
        problem = fmt::format("can't listen on {} port {}: {}", impl_->options.listen_host, impl_->options.listen_port,
                              ec.message());
        ErrorCode ignored;
        impl_->acceptor.close(ignored);
        return std::error_code(ec.value(), std::generic_category());
    }
    asio::co_spawn(impl_->context, Impl::accept_loop(impl_), asio::detached);
    asio::co_spawn(impl_->context, Impl::tick_loop(impl_), asio::detached);
    return base::success();
}

std::uint16_t Server::port() const noexcept { return impl_->port; }

void Server::stop(std::function<void()> done) { impl_->stop(std::move(done)); }

}  // namespace obolus::http
