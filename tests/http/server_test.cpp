#include "http/server.hpp"

#include <sstream>
#include <stdexcept>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "http/raw_client.hpp"
#include "http/running_server.hpp"

namespace obolus::http {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

asio::awaitable<Response> hello(Request) { co_return text_response(200, "text/plain", "hello"); }
asio::awaitable<Response> echo(Request request) {
    co_return text_response(200, "text/plain", request.method + ":" + request.body);
}
asio::awaitable<Response> origin(Request request) {
    co_return text_response(200, "text/plain", "origin:" + std::string(request.header("origin").value_or("")));
}
asio::awaitable<Response> month(Request request) {
    co_return text_response(200, "text/plain",
                            std::string(request.parameter("month")) + "|" + std::string(request.parameter("id")));
}
asio::awaitable<Response> throws(Request) {
    throw std::runtime_error("swordfish");
    co_return Response{};
}
asio::awaitable<Response> splits_its_header(Request) {
    Response response = text_response(200, "text/plain", "x");
    response.headers.emplace_back("X-Name", "a\r\nSet-Cookie: planted=1");
    co_return response;
}

Router routes() {
    Router router;
    router.add("GET", "/", hello);
    router.add("POST", "/echo", echo);
    router.add("PUT", "/echo", echo);
    router.add("POST", "/origin", origin);
    router.add("GET", "/months/{month}", month);
    router.add("GET", "/months/{month}/things/{id}", month);
    router.add("GET", "/months/now", hello);
    router.add("GET", "/throws", throws);
    router.add("GET", "/splits", splits_its_header);
    return router;
}

ServerOptions quick() {
    ServerOptions options;
    options.header_bytes_max = 4096;
    options.body_bytes_max = 1024;
    options.read_timeout = std::chrono::seconds(1);
    options.idle_timeout = std::chrono::seconds(1);
    options.drain_timeout = std::chrono::seconds(5);
    return options;
}

class ServerTest : public testing::Test {
   protected:
    RunningServer server_{quick(), routes()};

    std::string get(std::string_view target) {
        return exchange(server_.port(),
                        "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
};

TEST_F(ServerTest, answers_with_length_date_and_body) {
    const std::string response = get("/");
    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
    EXPECT_THAT(response, HasSubstr("\r\nContent-Length: 5\r\n"));
    EXPECT_EQ(body_of(response), "hello");
}

TEST_F(ServerTest, keeps_the_connection_for_the_next_request) {
    RawClient client(server_.port());
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        EXPECT_EQ(body_of(client.read_response()), "hello");
    }
}

TEST_F(ServerTest, pipelined_requests_are_answered_in_order) {
    RawClient client(server_.port());
    ASSERT_TRUE(
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\naGET / HTTP/1.1\r\nHost: x\r\n\r\n"
                    "PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbc\r\n0\r\n\r\n"));
    EXPECT_EQ(body_of(client.read_response()), "POST:a");
    EXPECT_EQ(body_of(client.read_response()), "hello");
    EXPECT_EQ(body_of(client.read_response()), "PUT:bc");
}

TEST_F(ServerTest, a_request_may_arrive_byte_by_byte) {
    RawClient client(server_.port());
    for (const char c : std::string("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"))
        ASSERT_TRUE(client.send(std::string_view(&c, 1)));
    EXPECT_EQ(body_of(client.read_response()), "POST:hi");
}

TEST_F(ServerTest, head_is_get_without_the_body) {
    RawClient client(server_.port());
    ASSERT_TRUE(client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string head = client.read_response(true);
    EXPECT_EQ(status_of(head), 200);
    EXPECT_THAT(head, HasSubstr("Content-Length: 5\r\n"));
    EXPECT_EQ(body_of(client.read_response()), "hello");
}

TEST_F(ServerTest, routes_by_pattern_and_prefers_the_fixed_path) {
    EXPECT_EQ(body_of(get("/months/2026-11")), "2026-11|");
    EXPECT_EQ(body_of(get("/months/2026-11/things/a%2Fb%C3%A4")), "2026-11|a/b\xC3\xA4");
    EXPECT_EQ(body_of(get("/months/now")), "hello");
    EXPECT_EQ(status_of(get("/months/")), 404);
    EXPECT_EQ(status_of(get("/months/a/b")), 404);
    EXPECT_EQ(status_of(get("/months%2Fnow")), 404);
}

TEST_F(ServerTest, another_method_is_405_with_allow) {
    const std::string response = get("/echo");
    EXPECT_EQ(status_of(response), 405);
    EXPECT_THAT(response, HasSubstr("\r\nAllow: POST, PUT\r\n"));
}

TEST(server, allow_is_sent_once_even_if_the_answer_names_it_too) {
    Router router = routes();
    router.on_no_route([](const Request&, const std::string& allow) {
        Response response = text_response(405, "text/plain", "no");
        response.headers.emplace_back("Allow", allow);
        return response;
    });
    RunningServer server(quick(), std::move(router));
    const std::string response = exchange(server.port(), "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(response.find("Allow:"), response.rfind("Allow:")) << response;
}

/// What is logged while it lives.
class LogCapture {
   public:
    LogCapture() : before_(spdlog::default_logger()) {
        spdlog::set_default_logger(
            std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(lines_)));
        spdlog::set_pattern("%l %v");
    }
    ~LogCapture() { spdlog::set_default_logger(before_); }
    std::string text() const { return lines_.str(); }

   private:
    std::shared_ptr<spdlog::logger> before_;
    std::ostringstream lines_;
};

asio::awaitable<Response> refuses(Request) {
    Response response = text_response(403, "text/plain", "secret body");
    response.refusal = "not_yours";
    co_return response;
}

TEST(server, each_refused_request_leaves_one_line_without_query_body_or_control_characters) {
    LogCapture log;
    {
        Router router = routes();
        router.add("POST", "/refuses", refuses);
        RunningServer server(quick(), std::move(router));
        const std::string rest = " HTTP/1.1\r\nHost: x\r\nCookie: s=swordfish\r\nConnection: close\r\n";
        exchange(server.port(), "POST /refuses?code=swordfish" + rest + "Content-Length: 9\r\n\r\nswordfish");
        exchange(server.port(), "GET /throws?code=swordfish" + rest + "\r\n");
        exchange(server.port(), "GET /a%0Ab%1b[31m?c=swordfish" + rest + "\r\n");
        exchange(server.port(), "GET /" + rest + "\r\n");
        exchange(server.port(), "swordfish\r\n\r\n");
    }
    EXPECT_THAT(log.text(), HasSubstr("info http: POST /refuses 403 not_yours\n"));
    EXPECT_THAT(log.text(), HasSubstr("info http: GET /throws 500\n"));
    EXPECT_THAT(log.text(), HasSubstr("info http: GET /a?b?[31m 404\n"));
    EXPECT_THAT(log.text(), HasSubstr("info http: - / 400\n"));
    EXPECT_THAT(log.text(), Not(HasSubstr("200")));
    EXPECT_THAT(log.text(), Not(HasSubstr("code")));
}

TEST_F(ServerTest, an_exception_is_a_500_that_tells_nothing) {
    const std::string response = get("/throws");
    EXPECT_EQ(status_of(response), 500);
    EXPECT_THAT(response, Not(HasSubstr("swordfish")));
}

TEST_F(ServerTest, a_header_that_would_split_the_response_is_a_500) {
    const std::string response = get("/splits");
    EXPECT_EQ(status_of(response), 500);
    EXPECT_THAT(response, Not(HasSubstr("planted")));
}

TEST_F(ServerTest, malformed_requests_are_400_and_close) {
    for (const char* bytes :
         {"nonsense\r\n\r\n", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /?a=%ff HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.1\nHost: x\n\n\r\n\r\n", "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n"})
        EXPECT_EQ(status_of(exchange(server_.port(), bytes)), 400) << bytes;
}

TEST_F(ServerTest, smuggling_is_refused) {
    const std::string post = "POST /echo HTTP/1.1\r\nHost: x\r\n";
    const std::string rest = "\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const char* fields :
         {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
          "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5, 6\r\n", "Content-Length: +5\r\n",
          "Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5, 5\r\n",
          "X: a\r\n b\r\nContent-Length: 5\r\n", "X: a\r\n\tb\r\nContent-Length: 5\r\n", "Content-Length: -1\r\n",
          "Content-Length: 0x5\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding : chunked\r\n", "Content-Length: 99999999999999999999999\r\n"}) {
        const std::string response = exchange(server_.port(), post + fields + rest);
        EXPECT_EQ(status_of(response), 400) << fields;
        EXPECT_THAT(response, Not(HasSubstr("200 OK"))) << fields;
    }
    for (const char* coding : {"xchunked", "gzip, chunked", "chunked, identity", "identity",
                               "\x0b"
                               "chunked"}) {
        const std::string response = exchange(server_.port(), post + "Transfer-Encoding: " + coding + "\r\n" + rest);
        EXPECT_THAT(status_of(response), testing::AnyOf(400, 501)) << coding;
        EXPECT_THAT(response, Not(HasSubstr("200 OK"))) << coding;
    }
}

TEST_F(ServerTest, a_body_past_the_limit_is_413_without_waiting_for_it) {
    EXPECT_EQ(status_of(exchange(server_.port(), "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1025\r\n\r\n")),
              413);
    const std::string whole(1024, 'x');
    EXPECT_EQ(status_of(exchange(
                  server_.port(),
                  "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1024\r\n\r\n" + whole)),
              200);
}

TEST_F(ServerTest, a_chunked_body_past_the_limit_is_413) {
    std::string request = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 20; ++i)
        request += "40\r\n" + std::string(64, 'x') + "\r\n";
    EXPECT_EQ(status_of(exchange(server_.port(), request)), 413);
}

TEST_F(ServerTest, a_chunk_head_or_trailer_that_never_ends_is_431) {
    const std::string head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string& endless :
         {"5;" + std::string(20'000, 'a'), "0\r\n" + std::string(20'000, 'a'), "0\r\nX: " + std::string(20'000, 'a')})
        EXPECT_EQ(status_of(exchange(server_.port(), head + endless)), 431) << endless.substr(0, 5);
}

TEST_F(ServerTest, trailers_never_become_headers) {
    EXPECT_THAT(exchange(server_.port(),
                         "POST /origin HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "1\r\na\r\n0\r\nOrigin: http://smuggled\r\n\r\n"),
                testing::EndsWith("\r\n\r\norigin:"));
}

TEST_F(ServerTest, headers_past_the_limit_are_431) {
    const std::string long_field = "X: " + std::string(5000, 'x') + "\r\n\r\n";
    EXPECT_EQ(status_of(exchange(server_.port(), "GET / HTTP/1.1\r\nHost: x\r\n" + long_field)), 431);
    std::string many;
    for (int i = 0; i < 150; ++i)
        many += "A: b\r\n";
    EXPECT_EQ(status_of(exchange(server_.port(), "GET / HTTP/1.1\r\nHost: x\r\n" + many + "\r\n")), 431);
}

TEST_F(ServerTest, expect_100_continue_is_answered_before_the_body) {
    RawClient client(server_.port());
    ASSERT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
    EXPECT_THAT(client.read_response(true), StartsWith("HTTP/1.1 100 Continue\r\n"));
    ASSERT_TRUE(client.send("hi"));
    EXPECT_EQ(body_of(client.read_response()), "POST:hi");
}

TEST_F(ServerTest, expect_100_continue_for_too_large_a_body_is_413_at_once) {
    EXPECT_EQ(
        status_of(exchange(server_.port(),
                           "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2000\r\n\r\n")),
        413);
}

TEST_F(ServerTest, a_slow_request_is_cut_off) {
    RawClient client(server_.port());
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\nX: "));
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(ServerTest, an_idle_connection_is_closed) {
    RawClient client(server_.port());
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ(status_of(client.read_response()), 200);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(ServerTest, http_1_0_is_answered_and_closed) {
    EXPECT_EQ(body_of(exchange(server_.port(), "GET / HTTP/1.0\r\n\r\n")), "hello");
}

TEST_F(ServerTest, a_second_server_on_the_same_port_says_so) {
    asio::io_context context;
    ServerOptions options;
    options.listen_port = server_.port();
    Server second(context, options, routes());
    std::string problem;
    EXPECT_FALSE(second.start(problem));
    EXPECT_THAT(problem, HasSubstr("Address already in use"));
    EXPECT_THAT(problem, HasSubstr(std::to_string(server_.port())));
}

TEST(server, past_the_limit_of_connections_is_503) {
    ServerOptions options = quick();
    options.connections_max = 1;
    RunningServer server(options, routes());
    RawClient first(server.port());
    ASSERT_TRUE(first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_EQ(status_of(first.read_response()), 200);
    EXPECT_EQ(status_of(RawClient(server.port()).read_to_end()), 503);
}

// A handler that the test lets go.
struct Gate {
    explicit Gate(asio::io_context& context) : timer(context, std::chrono::hours(1)) {}
    asio::steady_timer timer;
    std::promise<void> entered;
};
asio::awaitable<Response> wait_at(std::shared_ptr<std::unique_ptr<Gate>> gate) {
    (*gate)->entered.set_value();
    try {
        co_await (*gate)->timer.async_wait(asio::use_awaitable);
    } catch (const std::exception&) {
        // destroyed: the gate is open
    }
    co_return text_response(200, "text/plain", "finished");
}

TEST(server, stop_lets_a_running_request_finish_and_closes_idle_connections) {
    auto gate = std::make_shared<std::unique_ptr<Gate>>();
    Router router = routes();
    router.add("GET", "/wait", [gate](const Request&) { return wait_at(gate); });
    RunningServer server(quick(), std::move(router));
    *gate = std::make_unique<Gate>(server.context());
    RawClient idle(server.port());
    ASSERT_TRUE(idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_EQ(status_of(idle.read_response()), 200);
    RawClient busy(server.port());
    ASSERT_TRUE(busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    (*gate)->entered.get_future().wait();

    const auto stopped = server.stop();
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_EQ(stopped.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
    asio::post(server.context(), [gate] { gate->reset(); });
    const std::string response = busy.read_to_end();
    EXPECT_EQ(body_of(response), "finished");
    EXPECT_THAT(response, HasSubstr("Connection: close"));
    stopped.wait();
}

TEST(server, stop_answers_a_request_that_has_arrived_on_an_idle_connection) {
    RunningServer server(quick(), routes());
    RawClient client(server.port());
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_EQ(status_of(client.read_response()), 200);
    std::promise<void> sent;
    asio::post(server.context(), [&] {
        server.stop();
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        sent.set_value();
    });
    sent.get_future().wait();
    const std::string response = client.read_response();
    EXPECT_EQ(status_of(response), 200);
    EXPECT_THAT(response, HasSubstr("\r\nConnection: close\r\n"));
}

TEST(server, stop_gives_up_on_a_request_after_the_drain_timeout) {
    auto gate = std::make_shared<std::unique_ptr<Gate>>();
    Router router;
    router.add("GET", "/wait", [gate](const Request&) { return wait_at(gate); });
    ServerOptions options = quick();
    options.drain_timeout = std::chrono::seconds(0);
    RunningServer server(options, std::move(router));
    *gate = std::make_unique<Gate>(server.context());
    RawClient busy(server.port());
    ASSERT_TRUE(busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"));
    (*gate)->entered.get_future().wait();
    server.stop().wait();
    EXPECT_EQ(busy.read_to_end(), "");
    asio::post(server.context(), [gate] { gate->reset(); });
}

}  // namespace
}  // namespace obolus::http
