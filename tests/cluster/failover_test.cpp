// Case D: the database's leader dies, stands still for half a minute, or hands over, under hubs that serve givers.
// Every acknowledged command is there afterwards, exactly once, and the hubs go on by themselves.
//
// OBOLUS_FAILOVERS says how often; `make torture` does it ten times.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "cluster/hubs.hpp"
#include "support/postgresql.hpp"
#include "support/setting.hpp"
#include "support/test_database.hpp"

namespace obolus::cluster {
namespace {

constexpr std::size_t givers = 4;
constexpr int acknowledged_before = 25;
constexpr auto python = "/usr/bin/python3";
constexpr auto script = OBOLUS_SOURCE_DIR "/tests/cluster/patroni.py";
/// A lease of 20 s, a promotion, a machine that does other things.
constexpr std::chrono::minutes patience{3};

/// Patroni's cluster; ends with it.
class DatabaseCluster {
   public:
    DatabaseCluster()
        : folder_(reachable(folder_of_its_own_.path()) / "cluster"),
          running_(python, {script, "run", folder_.string()}, (folder_of_its_own_.path() / "log").string()),
          address_(running_.read_line(patience)) {}
    ~DatabaseCluster() {
        running_.signal(SIGTERM);
        running_.wait();
    }
    const std::string& address() const noexcept { return address_; }
    /// What became of the leader; to its end.
    void disturb(int round) const {
        std::vector<std::vector<std::string>> tasks{{"kill"}, {"pause", "30"}, {"switch"}};
        std::vector<std::string>& task = tasks[static_cast<std::size_t>(round) % tasks.size()];
        std::vector<std::string> words{script, task.front(), folder_.string()};
        words.insert(words.end(), task.begin() + 1, task.end());
        app::Child child(python, words);
        const std::string leader = child.read_all();
        ASSERT_EQ(child.wait(), 0);
        std::cout << task.front() << " " << leader << std::flush;
    }

   private:
    /// PostgreSQL runs as another user than root.
    static std::filesystem::path reachable(const std::filesystem::path& folder) {
        using std::filesystem::perms;
        std::filesystem::permissions(folder, perms::owner_all | perms::group_exec | perms::others_exec);
        return folder;
    }

    const support::TemporaryFolder folder_of_its_own_;
    const std::filesystem::path folder_;
    app::Child running_;
    const std::string address_;
};

TEST(Failover, every_acknowledged_command_is_there_exactly_once_and_the_hubs_go_on_by_themselves) {
    support::expect_lost_connections();
    const DatabaseCluster database;
    Hubs hubs(database.address(), 2);
    Load load(hubs, givers);
    const auto failovers = static_cast<int>(support::setting("OBOLUS_FAILOVERS", 1));
    for (int round = 0; round < failovers && !testing::Test::HasFailure(); ++round) {
        ASSERT_TRUE(load.progress().wait_for_acknowledged(acknowledged_before));
        const auto begun = std::chrono::steady_clock::now();
        database.disturb(round);
        const auto until = begun + patience;
        while (!load.progress().wait_for_acknowledged(acknowledged_before))
            ASSERT_LT(std::chrono::steady_clock::now(), until) << "the hubs did not go on";
        std::cout << "went on within "
                  << std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun).count()
                  << " s" << std::endl;
    }
    load.expect_all_there_once(hubs);
}

}  // namespace
}  // namespace obolus::cluster
