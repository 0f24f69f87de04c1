// A blocking TCP client that sends exactly the bytes it is given: what a well-behaved client never sends.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace obolus::http {

class RawClient {
   public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// False when the peer has closed.
    bool send(std::string_view bytes);
    void finish_sending();
    /// Reads one response (by its Content-Length; none for `head`); "" when the peer closed before its end.
    std::string read_response(bool head = false);
    /// Reads until the peer closes (at most 20 s; then the text ends with "[timed out]").
    std::string read_to_end();

   private:
    bool read_more();
    int socket_ = -1;
    std::string buffer_;
    bool timed_out_ = false;
};

/// Sends the bytes on a connection of their own, and returns all that comes back until the server closes.
std::string exchange(std::uint16_t port, std::string_view bytes);
/// "HTTP/1.1 200 OK" -> 200; 0 for anything else.
int status_of(std::string_view response);
std::string body_of(std::string_view response);

}  // namespace obolus::http
