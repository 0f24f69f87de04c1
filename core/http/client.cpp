#include "http/client.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <spdlog/spdlog.h>

#include "http/address.hpp"
#include "http/names.hpp"
#include "http/text.hpp"
#include "http/wire.hpp"

namespace obolus::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

namespace {

constexpr std::array<std::string_view, 7> refusal_names{"url_malformed",    "host_not_allowed",   "address_not_public",
                                                        "tls_required",     "response_too_large", "response_malformed",
                                                        "request_malformed"};
const base::NamedCategory refusal_category{"http", refusal_names};

constexpr std::uint32_t response_header_bytes_max = 32 * 1024;
constexpr std::size_t unparsed_bytes_max = 64 * 1024;  // Beast itself lets a chunk's head grow without end
constexpr int interim_responses_max = 8;               // 100, 103, ... before the answer proper

// One request on its way. The timer's handler closes everything; shared, since it may run after the request has ended.
struct Exchange {
    Exchange(asio::io_context& context, asio::ssl::context& tls) : stream(context, tls), timer(context) {}
    TlsStream stream;  // for plain http its next layer alone is used
    asio::steady_timer timer;
    asio::steady_timer::time_point deadline;
    bool expired = false;

    tcp::socket& socket() { return stream.next_layer(); }
    std::error_code fault() const { return expired ? base::Fault::timed_out : base::Fault::platform_unavailable; }
};

const AllowedHost* find_allowed(const std::vector<AllowedHost>& allowed, const Url& url) {
    const std::uint16_t usual = url.scheme == "https" ? 443 : 80;
    const std::string bare = url.host.find(':') == std::string::npos ? url.host : '[' + url.host + ']';
    const std::string with_port = bare + ':' + std::to_string(url.port);
    for (const AllowedHost& host : allowed) {
        if (equals_ignoring_case(host.host, with_port)) return &host;
        if (url.port == usual && (equals_ignoring_case(host.host, bare) || equals_ignoring_case(host.host, url.host)))
            return &host;
    }
    return nullptr;
}

bool is_ours(std::string_view name) {
    constexpr std::array<std::string_view, 6> names{"host", "content-length", "transfer-encoding", "connection",
                                                    "te",   "expect"};
    return std::any_of(names.begin(), names.end(),
                       [name](std::string_view ours) { return equals_ignoring_case(ours, name); });
}

base::Result<std::string> render(const ClientRequest& request, const Url& url) {
    if (!is_field_name(request.method)) return Refusal::request_malformed;
    const bool usual_port = url.port == (url.scheme == "https" ? 443 : 80);
    const std::string bare = url.host.find(':') == std::string::npos ? url.host : '[' + url.host + ']';
    std::string out = request.method + ' ' + url.target + " HTTP/1.1\r\nHost: " + bare;
    if (!usual_port) out += ':' + std::to_string(url.port);
    out += "\r\nConnection: close\r\nAccept-Encoding: identity\r\n";
    if (!find_header(request.headers, "user-agent")) out += "User-Agent: obolus\r\n";
    for (const auto& [name, value] : request.headers) {
        if (is_ours(name) || !is_field_name(name) || !is_field_value(value)) return Refusal::request_malformed;
        out.append(name).append(": ").append(value).append("\r\n");
    }
    if (!request.body.empty() || (request.method != "GET" && request.method != "HEAD"))
        out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return out + "\r\n" + request.body;
}

void arm_deadline(const std::shared_ptr<Exchange>& exchange) {
    exchange->timer.expires_at(exchange->deadline);
    exchange->timer.async_wait([exchange](const ErrorCode& ec) {
        if (ec) return;
        exchange->expired = true;
        ErrorCode ignored;
        exchange->socket().close(ignored);
    });
}

// Exactly the vetted addresses are connected to: the name isn't resolved a second time (DNS rebinding).
asio::awaitable<base::Result<void>> connect(std::shared_ptr<Exchange> exchange,
                                            std::vector<asio::ip::address> addresses, std::uint16_t port, bool inside) {
    if (!inside && !std::all_of(addresses.begin(), addresses.end(), is_public)) co_return Refusal::address_not_public;
    for (const asio::ip::address& address : addresses) {
        const tcp::endpoint endpoint(address, port);
        if (exchange->expired) break;
        ErrorCode ec;
        exchange->socket().close(ec);
        co_await exchange->socket().async_connect(endpoint, asio::redirect_error(asio::use_awaitable, ec));
        if (!ec && !exchange->expired) co_return base::success();
    }
    co_return exchange->fault();
}

asio::awaitable<base::Result<void>> handshake(std::shared_ptr<Exchange> exchange, std::string host) {
    ErrorCode ec;
    exchange->stream.set_verify_callback(asio::ssl::host_name_verification(host), ec);
    boost::system::error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    if (not_an_address && SSL_set_tlsext_host_name(exchange->stream.native_handle(), host.c_str()) != 1)
        co_return base::Fault::internal;
    co_await exchange->stream.async_handshake(TlsStream::client, asio::redirect_error(asio::use_awaitable, ec));
    if (!ec) co_return base::success();
    spdlog::warn("http: no TLS with {}: {}", host, ec.message());
    co_return exchange->fault();
}

std::error_code read_error(const std::shared_ptr<Exchange>& exchange, const ErrorCode& ec) {
    if (exchange->expired) return base::Fault::timed_out;
    if (ec == beast::http::error::body_limit || ec == beast::http::error::header_limit ||
        ec == beast::http::error::buffer_overflow)
        return Refusal::response_too_large;
    if (ec.category() == make_error_code(beast::http::error::bad_value).category() &&
        ec != beast::http::error::end_of_stream && ec != beast::http::error::partial_message)
        return Refusal::response_malformed;
    return base::Fault::platform_unavailable;
}

// Nothing was offered but identity, and nothing is ever unpacked: a small body stays small.
bool is_encoded(const ClientResponse& response) {
    const auto coding = find_header(response.headers, "content-encoding");
    return coding && !coding->empty() && !equals_ignoring_case(*coding, "identity");
}

template <class Stream>
asio::awaitable<base::Result<ClientResponse>> talk(std::shared_ptr<Exchange> exchange, Stream* stream,
                                                   std::string bytes, std::size_t body_bytes_max, bool head) {
    ErrorCode ec;
    co_await asio::async_write(*stream, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return exchange->fault();
    beast::flat_buffer buffer(unparsed_bytes_max);
    for (int interim = 0; interim < interim_responses_max; ++interim) {
        beast::http::response_parser<beast::http::string_body> parser;
        parser.header_limit(response_header_bytes_max);
        parser.body_limit(body_bytes_max);
        parser.skip(head);
        co_await beast::http::async_read(*stream, buffer, parser, asio::redirect_error(asio::use_awaitable, ec));
        if (ec || exchange->expired) co_return read_error(exchange, ec);
        if (parser.get().result_int() < 200) continue;
        ClientResponse response;
        response.status = static_cast<int>(parser.get().result_int());
        for (const auto& field : parser.get())
            response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
        if (is_encoded(response)) co_return Refusal::response_malformed;
        response.body = std::move(parser.get().body());
        co_return response;
    }
    co_return Refusal::response_malformed;
}

}  // namespace

std::error_code make_error_code(Refusal refusal) noexcept { return {static_cast<int>(refusal), refusal_category}; }

struct Client::Impl {
    Impl(asio::io_context& io, NameLookup lookup)
        : context(io), tls(asio::ssl::context::tls_client), names(std::move(lookup)) {}
    asio::io_context& context;
    asio::ssl::context tls;
    Names names;
};

Client::Client(asio::io_context& context, const std::string& ca_file) : Client(context, ca_file, &look_up_name) {}

Client::Client(asio::io_context& context, const std::string& ca_file, NameLookup lookup)
    : impl_(std::make_unique<Impl>(context, std::move(lookup))) {
    impl_->tls.set_default_verify_paths();
    impl_->tls.set_verify_mode(asio::ssl::verify_peer);
    SSL_CTX_set_min_proto_version(impl_->tls.native_handle(), TLS1_2_VERSION);
    if (!ca_file.empty()) impl_->tls.load_verify_file(ca_file);
}

Client::~Client() = default;

asio::awaitable<base::Result<ClientResponse>> Client::send(ClientRequest request) {
    const auto url = parse_url(request.url);
    if (!url) co_return url.error();
    const AllowedHost* const allowed = find_allowed(request.allowed, url.value());
    if (allowed == nullptr) co_return Refusal::host_not_allowed;
    const bool inside = allowed->inside;
    const bool tls = url.value().scheme == "https";
    if (!tls && !inside) co_return Refusal::tls_required;
    auto bytes = render(request, url.value());
    if (!bytes) co_return bytes.error();
    const bool head = request.method == "HEAD";

    auto exchange = std::make_shared<Exchange>(impl_->context, impl_->tls);
    exchange->deadline = std::chrono::steady_clock::now() + request.timeout;
    base::Result<std::vector<asio::ip::address>> found = co_await impl_->names.find(url.value().host, request.timeout);
    if (!found) co_return found.error();
    arm_deadline(exchange);
    const base::Result<void> connected = co_await connect(exchange, std::move(found.value()), url.value().port, inside);
    base::Result<ClientResponse> response = base::Fault::platform_unavailable;
    if (!connected) {
        response = connected.error();
    } else if (!tls) {
        response = co_await talk(exchange, &exchange->socket(), std::move(bytes.value()), request.body_bytes_max, head);
    } else {
        const base::Result<void> shaken = co_await handshake(exchange, url.value().host);
        if (!shaken)
            response = shaken.error();
        else
            response =
                co_await talk(exchange, &exchange->stream, std::move(bytes.value()), request.body_bytes_max, head);
    }
    exchange->timer.cancel();
    ErrorCode ignored;
    exchange->socket().close(ignored);
    co_return response;
}

}  // namespace obolus::http
