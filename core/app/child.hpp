// A child process whose output is read, and which is ended by its own id. For `obolus demo` and the tests.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace obolus::app {

class Child {
   public:
    /// Starts `program` (a path) with `arguments`; its stdout comes to us, its stderr goes to the file `log` ("":
    /// ours). Throws std::system_error.
    Child(const std::string& program, std::vector<std::string> arguments, const std::string& log = "");
    /// Kills it when it still runs.
    ~Child();
    Child(Child&& other) noexcept;
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    int pid() const noexcept { return pid_; }
    /// The next line of its stdout; throws std::runtime_error when it ends or `within` passes before there is one.
    std::string read_line(std::chrono::milliseconds within = std::chrono::seconds(60));
    /// Whatever else it writes until it ends.
    std::string read_all();
    void signal(int number) const;
    /// Waits for its end: the exit code, or 128 + the signal that ended it.
    int wait();

   private:
    int pid_ = -1;
    int out_ = -1;
    std::string pending_;
};

/// A TCP port of 127.0.0.1 that was free a moment ago.
int free_port();

}  // namespace obolus::app
