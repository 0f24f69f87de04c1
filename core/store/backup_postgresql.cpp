#include "store/backup_postgresql.hpp"

#include <array>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/engines.hpp"

extern char** environ;

namespace obolus::store::postgresql {

namespace {

constexpr int look_every_ms = 500;

/// pg_dump with its errors coming to us. The password travels in its environment: everybody on the machine may read
/// command lines.
class Dump {
   public:
    Dump(const Address& address, const std::string& file) {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error(strerror(errno));
        errors_ = ends[0];
        std::vector<std::string> words{"pg_dump", "--format=custom", "--no-password", "--file=" + file,
                                       "--dbname=" + address.uri};
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        std::vector<char*> environment;
        for (char** variable = environ; *variable != nullptr; ++variable)
            environment.push_back(*variable);
        std::string password = "PGPASSWORD=" + address.password;
        if (!address.password.empty()) environment.push_back(password.data());
        environment.push_back(nullptr);

        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
        const int failed =
            posix_spawnp(&process_, words.front().c_str(), &actions, nullptr, arguments.data(), environment.data());
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        if (failed != 0) {
            close(errors_);
            throw std::runtime_error("pg_dump can't be started (" + std::string(strerror(failed)) +
                                     "); install the Debian package postgresql-client");
        }
    }
    ~Dump() { close(errors_); }
    Dump(const Dump&) = delete;
    Dump& operator=(const Dump&) = delete;

    /// Some of what it says, or nothing yet. False at its end.
    bool read(std::string& said) const {
        pollfd waiting{errors_, POLLIN, 0};
        if (poll(&waiting, 1, look_every_ms) == 0) return true;
        std::array<char, 4096> bytes{};
        const ssize_t count = ::read(errors_, bytes.data(), bytes.size());
        if (count > 0) said.append(bytes.data(), static_cast<std::size_t>(count));
        return count > 0;
    }

    bool succeeded() const {
        int status = 0;
        return waitpid(process_, &status, 0) == process_ && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

   private:
    pid_t process_ = -1;
    int errors_ = -1;
};

}  // namespace

void dump(const std::string& database, const std::string& file,
          const std::function<void(std::int64_t, std::int64_t)>& progress) {
    const Dump running(address_of(database), file);
    std::string said;
    while (running.read(said))
        if (progress) progress(static_cast<std::int64_t>(std::filesystem::file_size(file)), 0);
    if (!running.succeeded()) throw std::runtime_error(said.empty() ? "pg_dump failed without a word" : said);
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(file));
    if (progress) progress(bytes, bytes);
}

}  // namespace obolus::store::postgresql
