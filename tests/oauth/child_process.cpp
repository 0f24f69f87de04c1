#include "oauth/child_process.hpp"

#include <array>
#include <chrono>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace obolus::oauth {

ChildProcess::ChildProcess(const std::vector<std::string>& command, const std::string& folder) {
    std::array<int, 2> pipe_ends{};
    EXPECT_EQ(::pipe2(pipe_ends.data(), O_CLOEXEC), 0);
    std::vector<char*> arguments;
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
        if (::chdir(folder.c_str()) != 0 || ::dup2(pipe_ends[1], STDOUT_FILENO) < 0) ::_exit(126);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(pipe_ends[1]);
    output_ = pipe_ends[0];
}

ChildProcess::~ChildProcess() {
    if (pid_ > 0) {
        ::kill(pid_, SIGTERM);
        ::waitpid(pid_, nullptr, 0);
    }
    ::close(output_);
}

std::string ChildProcess::wait_for_line(const std::string& prefix) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    std::string text;
    while (std::chrono::steady_clock::now() < deadline) {
        const std::size_t start = text.starts_with(prefix) ? 0 : text.find('\n' + prefix);
        const std::size_t end = start == std::string::npos ? start : text.find('\n', start + 1);
        if (end != std::string::npos) {
            const std::size_t from = start + prefix.size() + (start == 0 ? 0 : 1);
            return text.substr(from, end - from);
        }
        pollfd waiting{output_, POLLIN, 0};
        if (::poll(&waiting, 1, 1000) <= 0) continue;
        std::array<char, 4096> chunk;
        const ssize_t got = ::read(output_, chunk.data(), chunk.size());
        if (got <= 0) return "";
        text.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return "";
}

}  // namespace obolus::oauth
