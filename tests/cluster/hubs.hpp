// Several hubs over one PostgreSQL database, each a process of its own, behind HAProxy as a load balancer: one address
// for browsers, one key file, one demo platform.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "app/child.hpp"
#include "app/story.hpp"
#include "end_to_end/journal_giver.hpp"

namespace obolus::cluster {

class Hubs {
   public:
    Hubs(std::string database, int count);
    ~Hubs();  ///< ends all; prints the log when the test has failed

    const app::Places& places() const noexcept { return places_; }
    const std::string& database() const noexcept { return database_; }
    void kill(int hub);
    void start(int hub);
    /// SIGTERM to each; every exit code must be 0.
    void stop_all();
    /// Runs the program to its end with the first hub's settings: exit code, and stdout in `out`.
    int run_command(std::vector<std::string> arguments, std::string& out) const;
    /// A process of its own, with the first hub's settings.
    app::Child begin_command(std::vector<std::string> arguments) const;

   private:
    std::string config(int hub) const { return (folder_ / ("hub" + std::to_string(hub) + ".yaml")).string(); }
    std::string log() const { return (folder_ / "log").string(); }
    void write_settings(int hub, int port, int balancer_port, int platform_port) const;
    void start_balancer(int port, const std::vector<int>& hub_ports);

    std::filesystem::path folder_;
    std::string database_;
    app::Places places_;
    std::unique_ptr<app::Child> platform_, balancer_;
    std::vector<std::unique_ptr<app::Child>> hubs_;
};

/// Givers at the balancer's address, each in a thread, until they are told to end; what they were told is then looked
/// up.
class Load {
   public:
    Load(const Hubs& hubs, std::size_t givers);
    ~Load();
    end_to_end::Progress& progress() noexcept { return progress_; }
    void end();
    /// All that was acknowledged is there, once; and the books are right. Ends it and the hubs.
    void expect_all_there_once(Hubs& hubs);

   private:
    end_to_end::Progress progress_;
    std::vector<std::unique_ptr<end_to_end::JournalGiver>> givers_;
    std::vector<std::thread> threads_;
};

}  // namespace obolus::cluster
