#include "http/scripted_peer.hpp"

#include <array>
#include <atomic>
#include <fstream>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

namespace obolus::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

namespace {

// Accepts until destroyed; `serve` is given each connection, on the peer's own thread.
class Listener {
   public:
    template <class Serve>
    explicit Listener(Serve serve) : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        port_ = acceptor_.local_endpoint().port();
        thread_ = std::thread([this, serve] {
            while (!ending_) {
                ErrorCode ec;
                tcp::socket socket = acceptor_.accept(ec);
                if (!ec && !ending_) serve(std::move(socket));
            }
        });
    }
    ~Listener() {
        ending_ = true;
        ErrorCode ignored;
        tcp::socket knock(context_);
        knock.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port_), ignored);
        thread_.join();
    }
    std::uint16_t port() const { return port_; }

   private:
    asio::io_context context_;
    tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    std::atomic<bool> ending_ = false;
    std::thread thread_;
};

// Waits for the request's first bytes, so that the answer doesn't overtake it.
template <class Stream>
void answer(Stream& stream, const std::string& bytes) {
    std::array<char, 4096> request;
    ErrorCode ec;
    stream.read_some(asio::buffer(request), ec);
    asio::write(stream, asio::buffer(bytes), ec);
}

// Reads what the client still sends, until it closes: closing first could reset the connection and lose the answer.
void drain(tcp::socket& socket, bool end_of_answer = true) {
    std::array<char, 4096> rest;
    ErrorCode ec;
    if (end_of_answer) socket.shutdown(tcp::socket::shutdown_send, ec);
    while (!ec)
        socket.read_some(asio::buffer(rest), ec);
}

// A byte each millisecond until the client closes: each read brings something, and nothing ever completes.
void drip(tcp::socket& socket, const std::string& drop) {
    ErrorCode ec;
    pollfd closing{socket.native_handle(), POLLRDHUP, 0};
    while (!ec && ::poll(&closing, 1, 1) == 0)
        asio::write(socket, asio::buffer(drop), ec);
}

struct Certificate {
    std::string file;

    explicit Certificate(const std::string& name) {
        EVP_PKEY* const key = EVP_EC_gen("P-256");
        X509* const certificate = X509_new();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_NAME* const subject = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()),
                                   -1, -1, 0);
        X509_set_issuer_name(certificate, subject);
        X509_EXTENSION* const names =
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + name).c_str());
        X509_add_ext(certificate, names, -1);
        X509_sign(certificate, key, EVP_sha256());
        char path[] = "/tmp/obolus-test-certificate-XXXXXX";
        FILE* const out = ::fdopen(::mkstemp(path), "w");
        PEM_write_X509(out, certificate);
        PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(out);
        file = path;
        X509_EXTENSION_free(names);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    ~Certificate() { ::unlink(file.c_str()); }
};

}  // namespace

struct ScriptedPeer::Impl {
    Impl(std::string answer_bytes, End end_as)
        : bytes(std::move(answer_bytes)),
          end(end_as),
          listener([this](tcp::socket socket) { serve(std::move(socket)); }) {}
    void serve(tcp::socket socket) {
        answer(socket, bytes);
        if (end == End::drip) return drip(socket, bytes.substr(bytes.size() - 1));
        drain(socket, end == End::close);
    }
    std::string bytes;
    End end;
    Listener listener;
};

ScriptedPeer::ScriptedPeer(std::string bytes, End end) : impl_(std::make_unique<Impl>(std::move(bytes), end)) {}
ScriptedPeer::~ScriptedPeer() = default;
std::uint16_t ScriptedPeer::port() const { return impl_->listener.port(); }

struct TlsPeer::Impl {
    Impl(const std::string& name, std::string answer_bytes)
        : bytes(std::move(answer_bytes)),
          certificate(name),
          tls(asio::ssl::context::tls_server),
          listener([this](tcp::socket socket) { serve(std::move(socket)); }) {
        tls.use_certificate_chain_file(certificate.file);
        tls.use_private_key_file(certificate.file, asio::ssl::context::pem);
    }
    void serve(tcp::socket socket) {
        asio::ssl::stream<tcp::socket> stream(std::move(socket), tls);
        ErrorCode ec;
        stream.handshake(asio::ssl::stream_base::server, ec);
        if (!ec) answer(stream, bytes);
        drain(stream.next_layer());
    }
    std::string bytes;
    Certificate certificate;
    asio::ssl::context tls;
    Listener listener;
};

TlsPeer::TlsPeer(const std::string& name, std::string bytes) : impl_(std::make_unique<Impl>(name, std::move(bytes))) {}
TlsPeer::~TlsPeer() = default;
std::uint16_t TlsPeer::port() const { return impl_->listener.port(); }
std::string TlsPeer::certificate_file() const { return impl_->certificate.file; }

}  // namespace obolus::http
