// A worker process and our end of its socket: started, ended by its pid, reaped. Owned by an Entry.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

#include "plugin_host/host.hpp"

namespace obolus::plugin_host {

/// A descriptor that closes itself.
class Descriptor {
   public:
    explicit Descriptor(int number = -1) noexcept : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();
    int get() const noexcept { return number_; }
    int release() noexcept { return std::exchange(number_, -1); }

   private:
    int number_;
};

/// Never copied, and never left behind: the destructor kills and waits.
class Process {
   public:
    /// Starts a worker for the shared library at `path`: empty environment, no descriptor of ours but the socket and
    /// stderr, default signals, a session of its own. Nothing and a sentence in `problem` when the system refuses.
    static std::optional<Process> start(const HostOptions& options, const std::string& path, std::string& problem);

    Process(Process&& other) noexcept;
    Process& operator=(Process&& other) noexcept;
    ~Process();

    pid_t pid() const noexcept { return pid_; }
    /// Our end of the socket, non-blocking; the caller takes it over, once.
    int release_socket() noexcept { return socket_.release(); }
    int socket() const noexcept { return socket_.get(); }
    /// Becomes readable when the process has ended; the caller takes it over, once.
    int release_end_signal() noexcept { return pidfd_.release(); }

    void kill() noexcept;
    /// Waits for the end, which kill() or the worker itself has brought about, and says how it came: "crashed
    /// (SIGSEGV)".
    std::string reap();

   private:
    Process(pid_t pid, Descriptor socket, Descriptor pidfd) noexcept;
    pid_t pid_;
    Descriptor socket_;
    Descriptor pidfd_;
};

/// One frame read by waiting for it: for start-up, when nothing else is to be served yet. Nothing at the deadline, at
/// the end of the stream, or when the frame is larger than allowed.
struct Frame {
    unsigned kind = 0;
    unsigned sequence = 0;
    std::string bytes;
};
std::optional<Frame> receive_frame(int socket, std::size_t bytes_max, std::chrono::steady_clock::time_point deadline);
/// The bytes of a frame: head and payload.
std::string encode_frame(unsigned kind, unsigned sequence, const std::string& bytes);
/// Sends all of it, waiting; false at the deadline or when the other end is gone.
bool send_frame(int socket, const std::string& frame, std::chrono::steady_clock::time_point deadline);

}  // namespace obolus::plugin_host
