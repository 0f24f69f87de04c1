#include "plugin_host/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "obolus/draft/worker.h"

namespace obolus::plugin_host {

namespace {

/// posix_spawn's two settings, freed together. Errors can only be lack of memory; a setting that failed shows at the
/// spawn.
class SpawnSettings {
   public:
    explicit SpawnSettings(int socket) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_adddup2(&actions_, socket, OBOLUS_WORKER_SOCKET);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&actions_, OBOLUS_WORKER_SOCKET + 1);
        posix_spawnattr_init(&attributes_);
        sigset_t all;
        sigset_t none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        // A session of its own: an interrupt typed at the hub's terminal stops the hub, which then ends its workers.
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    const posix_spawn_file_actions_t* actions() const { return &actions_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

   private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

bool wait_for(int socket, short events, std::chrono::steady_clock::time_point deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) return false;
        pollfd waiting{socket, events, 0};
        const int ready = poll(&waiting, 1, static_cast<int>(left.count()));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

bool receive_bytes(int socket, char* to, std::size_t size, std::chrono::steady_clock::time_point deadline) {
    while (size > 0) {
        if (!wait_for(socket, POLLIN, deadline)) return false;
        const ssize_t got = recv(socket, to, size, 0);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got <= 0) return false;
        to += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) close(number_);
}

Process::Process(pid_t pid, Descriptor socket, Descriptor pidfd) noexcept
    : pid_(pid), socket_(std::move(socket)), pidfd_(std::move(pidfd)) {}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), socket_(std::move(other.socket_)), pidfd_(std::move(other.pidfd_)) {}

Process& Process::operator=(Process&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(socket_, other.socket_);
    std::swap(pidfd_, other.pidfd_);
    return *this;
}

Process::~Process() {
    if (pid_ == 0) return;
    kill();
    reap();
}

std::optional<Process> Process::start(const HostOptions& options, const std::string& path, std::string& problem) {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        problem = std::string("no socket for the worker: ") + std::strerror(errno);
        return std::nullopt;
    }
    Descriptor ours(ends[0]);
    const Descriptor theirs(ends[1]);
    std::array<std::string, OBOLUS_ARGUMENT_COUNT> arguments{options.worker_path,
                                                             path,
                                                             std::to_string(getpid()),
                                                             std::to_string(options.memory_bytes_max),
                                                             std::to_string(options.message_bytes_max),
                                                             std::to_string(options.step_cpu.count())};
    std::array<char*, OBOLUS_ARGUMENT_COUNT + 1> argv{};
    std::transform(arguments.begin(), arguments.end(), argv.begin(), [](std::string& text) { return text.data(); });
    std::array<char*, 1> environment{};
    const SpawnSettings settings(theirs.get());
    pid_t pid = 0;
    const int error = posix_spawn(&pid, options.worker_path.c_str(), settings.actions(), settings.attributes(),
                                  argv.data(), environment.data());
    if (error != 0) {
        problem = "the worker " + options.worker_path + " can't be started: " + std::strerror(error);
        return std::nullopt;
    }
    Process process(pid, std::move(ours), Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))));
    if (process.pidfd_.get() < 0 || fcntl(process.socket(), F_SETFL, O_NONBLOCK) != 0) {
        problem = std::string("the worker can't be watched (Linux 5.3 or later is needed): ") + std::strerror(errno);
        return std::nullopt;
    }
    return process;
}

void Process::kill() noexcept {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
}

std::string Process::reap() {
    const pid_t pid = std::exchange(pid_, 0);
    int status = 0;
    pid_t ended = 0;
    do {
        ended = waitpid(pid, &status, 0);
    } while (ended < 0 && errno == EINTR);
    if (ended < 0) return "ended";
    if (WIFEXITED(status)) return "exited with status " + std::to_string(WEXITSTATUS(status));
    const int signal = WTERMSIG(status);
    const char* name = sigabbrev_np(signal);
    const std::string shown = name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
    if (signal == SIGSYS) return "was ended by the kernel for a forbidden system call (SIGSYS)";
    if (signal == SIGKILL) return "was killed (SIGKILL)";
    return "crashed (" + shown + ")";
}

std::string encode_frame(unsigned kind, unsigned sequence, const std::string& bytes) {
    const obolus_frame head{kind, sequence, static_cast<std::uint32_t>(bytes.size())};
    std::string frame(sizeof head, '\0');
    std::memcpy(frame.data(), &head, sizeof head);
    return frame += bytes;
}

bool send_frame(int socket, const std::string& frame, std::chrono::steady_clock::time_point deadline) {
    std::size_t sent = 0;
    while (sent < frame.size()) {
        if (!wait_for(socket, POLLOUT, deadline)) return false;
        const ssize_t written = send(socket, frame.data() + sent, frame.size() - sent, MSG_NOSIGNAL);
        if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (written <= 0) return false;
        sent += static_cast<std::size_t>(written);
    }
    return true;
}

std::optional<Frame> receive_frame(int socket, std::size_t bytes_max, std::chrono::steady_clock::time_point deadline) {
    std::array<char, sizeof(obolus_frame)> bytes{};
    if (!receive_bytes(socket, bytes.data(), bytes.size(), deadline)) return std::nullopt;
    obolus_frame head{};
    std::memcpy(&head, bytes.data(), sizeof head);
    if (head.size > bytes_max) return std::nullopt;
    Frame frame{head.kind, head.sequence, std::string(head.size, '\0')};
    if (!receive_bytes(socket, frame.bytes.data(), head.size, deadline)) return std::nullopt;
    return frame;
}

}  // namespace obolus::plugin_host
