#include "http/raw_client.hpp"

#include <array>
#include <cerrno>
#include <charconv>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace obolus::http {

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

RawClient::~RawClient() { ::close(socket_); }

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawClient::finish_sending() { ::shutdown(socket_, SHUT_WR); }

bool RawClient::read_more() {
    std::array<char, 16384> chunk;
    const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) timed_out_ = true;
    if (got <= 0) return false;
    buffer_.append(chunk.data(), static_cast<std::size_t>(got));
    return true;
}

std::string RawClient::read_response(bool head) {
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
        if (!read_more()) return "";
    end += 4;
    constexpr std::string_view field = "\r\nContent-Length: ";
    std::size_t length = 0;
    if (const auto at = buffer_.find(field); !head && at < end)
        std::from_chars(buffer_.data() + at + field.size(), buffer_.data() + end, length);
    while (buffer_.size() < end + length)
        if (!read_more()) return "";
    std::string response = buffer_.substr(0, end + length);
    buffer_.erase(0, end + length);
    return response;
}

std::string RawClient::read_to_end() {
    while (read_more()) {
    }
    if (timed_out_) buffer_ += "[timed out]";
    return std::exchange(buffer_, {});
}

std::string exchange(std::uint16_t port, std::string_view bytes) {
    RawClient client(port);
    client.send(bytes);
    return client.read_to_end();
}

int status_of(std::string_view response) {
    int status = 0;
    if (response.starts_with("HTTP/1.1 ") && response.size() > 12)
        std::from_chars(response.data() + 9, response.data() + 12, status);
    return status;
}

std::string body_of(std::string_view response) {
    const auto end = response.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string() : std::string(response.substr(end + 4));
}

}  // namespace obolus::http
