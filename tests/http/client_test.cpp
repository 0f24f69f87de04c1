#include "http/client.hpp"

#include <atomic>
#include <chrono>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <gmock/gmock.h>

#include "http/run_coroutine.hpp"
#include "http/running_server.hpp"
#include "http/scripted_peer.hpp"

namespace obolus::http {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

base::Result<ClientResponse> send(ClientRequest request, const std::string& ca_file = "") {
    asio::io_context context;
    Client client(context, ca_file);
    return run_coroutine(context, client.send(std::move(request)));
}

ClientRequest to(std::uint16_t port, std::string path = "/") {
    ClientRequest request;
    request.url = "http://127.0.0.1:" + std::to_string(port) + path;
    request.allowed = {{"127.0.0.1:" + std::to_string(port), true}};
    request.timeout = std::chrono::seconds(5);
    return request;
}

asio::awaitable<Response> reflect(Request request) {
    std::string seen = request.method + ' ' + request.target + '\n';
    for (const auto& [name, value] : request.headers)
        seen += name + ": " + value + '\n';
    co_return text_response(201, "text/plain", seen + request.body);
}
asio::awaitable<Response> away(Request) { co_return redirect_response("/elsewhere"); }

Router routes() {
    Router router;
    router.add("GET", "/", reflect);
    router.add("POST", "/", reflect);
    router.add("GET", "/away", away);
    return router;
}

TEST(client, sends_method_headers_and_body_and_returns_the_answer) {
    RunningServer server(ServerOptions{}, routes());
    ClientRequest request = to(server.port(), "/?q=1");
    request.method = "POST";
    request.headers = {{"Content-Type", "text/x"}};
    request.body = "the body";
    const auto response = send(request);
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_EQ(response.value().status, 201);
    EXPECT_EQ(find_header(response.value().headers, "content-type"), "text/plain");
    EXPECT_THAT(response.value().body,
                HasSubstr("POST /?q=1\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\n"));
    EXPECT_THAT(response.value().body, HasSubstr("Content-Type: text/x\n"));
    EXPECT_THAT(response.value().body, HasSubstr("the body"));
}

TEST(client, head_needs_no_body) {
    RunningServer server(ServerOptions{}, routes());
    ClientRequest request = to(server.port());
    request.method = "HEAD";
    const auto response = send(request);
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_EQ(response.value().body, "");
}

TEST(client, case_61_a_redirect_is_returned_not_followed) {
    RunningServer server(ServerOptions{}, routes());
    const auto response = send(to(server.port(), "/away"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response.value().status, 303);
}

TEST(client, case_62_a_host_off_the_list_is_refused_and_so_is_an_odd_port) {
    ClientRequest request;
    request.url = "https://evil.example/";
    EXPECT_EQ(send(request).error(), Refusal::host_not_allowed);
    request.allowed = {{"api.example.com"}, {"evil.example:8443"}, {"example"}};
    EXPECT_EQ(send(request).error(), Refusal::host_not_allowed);
    request.url = "https://api.example.com:444/";
    EXPECT_EQ(send(request).error(), Refusal::host_not_allowed);
    request.url = "https://api.example.com.evil.example/";
    EXPECT_EQ(send(request).error(), Refusal::host_not_allowed);
}

TEST(client, plain_http_is_for_hosts_inside_alone) {
    ClientRequest request;
    request.url = "http://api.example.com/";
    request.allowed = {{"api.example.com"}};
    EXPECT_EQ(send(request).error(), Refusal::tls_required);
}

TEST(client, case_59_an_inside_address_is_refused_unless_the_config_names_it) {
    for (const char* host : {"localhost", "127.0.0.1", "169.254.169.254", "10.1.2.3", "[::1]", "[::ffff:127.0.0.1]",
                             "[64:ff9b::7f00:1]"}) {
        ClientRequest request;
        request.url = "https://" + std::string(host) + "/";
        request.allowed = {{host}};
        EXPECT_EQ(send(request).error(), Refusal::address_not_public) << host;
    }
}

// Names that answer as the test says; each answer is used once, in order.
struct ScriptedNames {
    std::vector<std::vector<const char*>> answers;
    std::atomic<std::size_t> asked = 0;

    base::Result<std::vector<asio::ip::address>> look_up(const std::string&) {
        std::vector<asio::ip::address> addresses;
        for (const char* text : answers.at(asked++))
            addresses.push_back(asio::ip::make_address(text));
        return addresses;
    }
};

base::Result<ClientResponse> send(ClientRequest request, ScriptedNames& names) {
    asio::io_context context;
    Client client(context, "", [&names](const std::string& host) { return names.look_up(host); });
    return run_coroutine(context, client.send(std::move(request)));
}

TEST(client, case_59_a_name_with_one_inside_address_among_others_is_refused) {
    ScriptedNames names{{{"8.8.8.8", "169.254.169.254"}}};
    ClientRequest request;
    request.url = "https://metadata.example/";
    request.allowed = {{"metadata.example"}};
    EXPECT_EQ(send(request, names).error(), Refusal::address_not_public);
}

TEST(client, case_60_the_vetted_address_is_the_one_connected_to) {
    // A second answer would lead elsewhere: the name must not be asked again between the check and the connection.
    RunningServer server(ServerOptions{}, routes());
    ScriptedNames names{{{"127.0.0.1"}, {"127.0.0.2"}}};
    ClientRequest request = to(server.port());
    const std::string authority = "rebinding.example:" + std::to_string(server.port());
    request.url = "http://" + authority + "/";
    request.allowed = {{authority, true}};
    const auto response = send(request, names);
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_THAT(response.value().body, HasSubstr("Host: " + authority + "\n"));
    EXPECT_EQ(names.asked, 1U);
}

TEST(client, case_62_headers_that_break_out_or_are_the_clients_own_are_refused) {
    ScriptedPeer peer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    for (const Field& field : {Field{"X", "a\r\nHost: evil"}, Field{"X\nY", "a"}, Field{"Host", "evil"},
                               Field{"Content-Length", "0"}, Field{"transfer-encoding", "chunked"}}) {
        ClientRequest request = to(peer.port());
        request.headers = {field};
        EXPECT_EQ(send(request).error(), Refusal::request_malformed) << field.first;
    }
    ClientRequest request = to(peer.port());
    request.method = "GET / HTTP/1.1\r\nX:";
    EXPECT_EQ(send(request).error(), Refusal::request_malformed);
}

TEST(client, case_63_a_body_past_the_cap_is_refused) {
    ScriptedPeer announced("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
    EXPECT_EQ(send(to(announced.port())).error(), Refusal::response_too_large);
    ScriptedPeer endless("HTTP/1.1 200 OK\r\n\r\n" + std::string(300 * 1024, 'x'));
    EXPECT_EQ(send(to(endless.port())).error(), Refusal::response_too_large);
    ScriptedPeer headers("HTTP/1.1 200 OK\r\nX: " + std::string(100 * 1024, 'x') + "\r\n\r\n");
    EXPECT_EQ(send(to(headers.port())).error(), Refusal::response_too_large);
    ScriptedPeer chunk("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(300 * 1024, 'x'),
                       ScriptedPeer::End::stay_open);
    EXPECT_EQ(send(to(chunk.port())).error(), Refusal::response_too_large);
}

TEST(client, case_63_endless_headers_trailers_and_interim_answers_are_refused) {
    std::string many;
    for (int i = 0; i < 10'000; ++i)
        many += "X-" + std::to_string(i) + ": y\r\n";
    ScriptedPeer headers("HTTP/1.1 200 OK\r\n" + many, ScriptedPeer::End::stay_open);
    EXPECT_EQ(send(to(headers.port())).error(), Refusal::response_too_large);
    ScriptedPeer trailers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + many,
                          ScriptedPeer::End::stay_open);
    EXPECT_EQ(send(to(trailers.port())).error(), Refusal::response_too_large);
    std::string interim;
    for (int i = 0; i < 20; ++i)
        interim += "HTTP/1.1 102 Processing\r\n\r\n";
    ScriptedPeer processing(interim, ScriptedPeer::End::stay_open);
    EXPECT_EQ(send(to(processing.port())).error(), Refusal::response_malformed);
}

TEST(client, case_63_a_packed_body_is_refused_and_never_unpacked) {
    // The first bytes of what would be a gigabyte of zeroes.
    const std::string bomb("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x01\x0d\x00\x00\x00\xc2\xa0\xf7\x4f", 22);
    ScriptedPeer peer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 22\r\n\r\n" + bomb);
    EXPECT_EQ(send(to(peer.port())).error(), Refusal::response_malformed);
}

TEST(client, case_63_a_slow_drip_meets_the_deadline) {
    for (const char* start : {"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nx", "HTTP/1.1 200 OK\r\nX: y"}) {
        ScriptedPeer peer(start, ScriptedPeer::End::drip);
        ClientRequest request = to(peer.port());
        request.timeout = std::chrono::milliseconds(200);
        EXPECT_EQ(send(request).error(), base::Fault::timed_out) << start;
    }
}

TEST(client, case_63_a_slow_answer_meets_the_deadline) {
    ScriptedPeer peer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", ScriptedPeer::End::stay_open);
    ClientRequest request = to(peer.port());
    request.timeout = std::chrono::milliseconds(100);
    EXPECT_EQ(send(request).error(), base::Fault::timed_out);
}

TEST(client, nonsense_is_a_malformed_response_and_silence_an_unavailable_platform) {
    ScriptedPeer nonsense("SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n");
    EXPECT_EQ(send(to(nonsense.port())).error(), Refusal::response_malformed);
    ScriptedPeer both("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    EXPECT_EQ(send(to(both.port())).error(), Refusal::response_malformed);
    ScriptedPeer cut("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    EXPECT_EQ(send(to(cut.port())).error(), base::Fault::platform_unavailable);
    ScriptedPeer silent("");
    EXPECT_EQ(send(to(silent.port())).error(), base::Fault::platform_unavailable);
}

TEST(client, interim_responses_are_skipped) {
    ScriptedPeer peer("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    const auto response = send(to(peer.port()));
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_EQ(response.value().body, "ok");
}

ClientRequest over_tls(std::uint16_t port, const std::string& host) {
    ClientRequest request = to(port);
    request.url = "https://" + host + ':' + std::to_string(port) + '/';
    request.allowed = {{host + ':' + std::to_string(port), true}};
    return request;
}

TEST(client, tls_with_a_trusted_certificate_of_the_right_name_works) {
    TlsPeer peer("localhost", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    const auto response = send(over_tls(peer.port(), "localhost"), peer.certificate_file());
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_EQ(response.value().body, "ok");
}

TEST(client, case_65_a_certificate_of_another_name_is_refused) {
    TlsPeer peer("other.example", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    EXPECT_EQ(send(over_tls(peer.port(), "localhost"), peer.certificate_file()).error(),
              base::Fault::platform_unavailable);
}

TEST(client, case_65_a_self_signed_certificate_is_refused) {
    TlsPeer peer("localhost", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    EXPECT_EQ(send(over_tls(peer.port(), "localhost")).error(), base::Fault::platform_unavailable);
}

}  // namespace
}  // namespace obolus::http
