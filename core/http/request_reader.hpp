// Turns a connection's bytes into requests. Sans-I/O: the server's coroutine feeds it, tests and fuzzers feed it
// without a socket.
//
// Whatever two parsers could read differently is refused rather than guessed (request smuggling): both Content-Length
// and Transfer-Encoding, a transfer coding other than a single "chunked", more than one length, folded or blank-padded
// fields, no Host or two of them. Trailers are dropped: they never stand in for a header. After a failure the
// connection must be closed: where the next request begins is unknown.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "http/message.hpp"

namespace obolus::http {

struct RequestLimits {
    std::size_t header_bytes_max = 16 * 1024;  ///< request line and all fields; also a chunk's head, and all trailers
    std::size_t fields_max = 100;
    std::size_t body_bytes_max = 64 * 1024;
};

class RequestReader {
   public:
    enum class Step {
        need_more,  ///< fill prepare(), commit(), and ask again
        complete,   ///< take() the request; bytes of the next one may be waiting already
        failed      ///< answer failure() and close
    };

    explicit RequestReader(RequestLimits limits);
    ~RequestReader();

    /// Room for the next bytes from the socket; commit() says how many came.
    std::span<char> prepare();
    void commit(std::size_t bytes);

    Step next();

    /// At least one byte of the request that next() is at has arrived: the connection isn't idle any more.
    bool started() const noexcept;
    /// True once for a request that waits for "100 Continue" before it sends its body.
    bool take_expect_continue() noexcept;

    /// The complete request; the reader is at the next one afterwards. `remote` is not filled in.
    Request take();
    /// Of the request just taken: whether another may follow on this connection.
    bool keep_alive() const noexcept;

    /// 400, 413, 417, 431 or 501.
    int failure() const noexcept;
    /// What is known of the failed request: its method and target, if they were read.
    Request failed_request();

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Splits a request target (origin or absolute form) into path, decoded path and query. False when it is malformed.
bool set_target(Request& request, std::string_view target);

}  // namespace obolus::http
