// `obolus serve` and `obolus demo-platform` as processes of their own, in a folder of their own, on ports of their own.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "app/child.hpp"
#include "app/story.hpp"
#include "support/postgresql.hpp"

namespace obolus::end_to_end {

/// The program under test.
std::string program();

/// Runs it to its end: exit code and stdout. Its stderr goes to `log`.
struct Ended {
    int code = 0;
    std::string out;
};
Ended run(const std::vector<std::string>& arguments, const std::string& log);

std::string read_file(const std::filesystem::path& file);

/// Its books are in a file of the folder, or where the tests are run on PostgreSQL, in a database of its own there.
class RunningHub {
   public:
    /// Further providers' lines for the settings, once the addresses are known.
    using More = std::function<std::string(const app::Places& places)>;
    /// Writes the settings and starts both. Throws when one doesn't.
    explicit RunningHub(const More& more = {});
    ~RunningHub();  ///< ends both; prints the log when the test has failed

    const app::Places& places() const noexcept { return places_; }
    const std::filesystem::path& folder() const noexcept { return folder_; }
    std::string config() const { return (folder_ / "hub.yaml").string(); }
    std::string log() const { return read_file(folder_ / "log"); }
    /// As the settings name it.
    std::string database() const;

    /// All that the books hold, as bytes; stop the hub first.
    std::string dump() const;

    void start_hub();
    /// Ends the hub at once, as a power cut would.
    void kill_hub();
    /// Starts it and ends it at once `after` that time, or as soon as it takes requests.
    void kill_starting_hub(std::chrono::milliseconds after);
    /// SIGTERM; answers its exit code.
    int stop_hub();
    int hub_pid() const { return hub_ ? hub_->pid() : -1; }

    Ended run_command(std::vector<std::string> arguments) const;
    /// Stops the hub and fails the test unless the books are right.
    void expect_clean_books();

   private:
    std::string settings(int hub_port, int platform_port);
    void launch_hub();

    std::filesystem::path folder_;
    std::optional<support::PostgresqlDatabase>
        database_;  // when the tests run on PostgreSQL; else a file in the folder
    app::Places places_;
    std::optional<app::Child> platform_;
    std::optional<app::Child> hub_;
};

}  // namespace obolus::end_to_end
