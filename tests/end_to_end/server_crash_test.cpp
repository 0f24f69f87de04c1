// PostgreSQL's server crashes again and again under a hub that goes on: what was acknowledged is there exactly once,
// and the hub finds back by itself. In a process of its own, on a server of its own: nobody else's tests are to crash
// with it.
//
// OBOLUS_SERVER_CRASHES says how often, OBOLUS_SEED repeats a run's choices.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <thread>

#include <gtest/gtest.h>

#include "end_to_end/journal_giver.hpp"
#include "support/setting.hpp"

namespace obolus::end_to_end {
namespace {

constexpr std::size_t givers_max = 6;
constexpr int acknowledged_between_crashes_max = 24;

std::string any_backend_of(const std::string& database) {
    constexpr int attempts_max = 300;
    for (int attempt = 1;; ++attempt) {
        try {
            return support::run_on_postgresql(
                database,
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER "
                "BY random() LIMIT 1");
        } catch (const std::exception&) {  // it may still be recovering from the crash before
            if (attempt == attempts_max) throw;
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
        }
    }
}

/// Any backend's death by SIGKILL is the server's crash: it ends all others, forgets its memory and recovers from its
/// log.
void crash_server_of(const std::string& database) {
    const std::string pid = any_backend_of(database);
    if (!pid.empty()) kill(std::stoi(pid), SIGKILL);
}

TEST(ServerCrash, loses_nothing_that_was_acknowledged_and_the_hub_goes_on) {
    const std::string own_server = testing::TempDir() + "/obolus-server-" + std::to_string(getpid());
    setenv("OBOLUS_TEST_POSTGRESQL", own_server.c_str(), 1);
    setenv("OBOLUS_TEST_ENGINE", "postgresql", 1);
    support::expect_lost_connections();
    const std::uint64_t crashes = support::setting("OBOLUS_SERVER_CRASHES", 10);
    const std::uint64_t seed = support::setting("OBOLUS_SEED", std::random_device{}());
    std::cout << "seed " << seed << std::endl;
    std::mt19937_64 random(seed);
    RunningHub hub;
    std::vector<std::unique_ptr<JournalGiver>> givers;
    for (const auto& person : demo_platform::people().first(givers_max))
        givers.push_back(std::make_unique<JournalGiver>(hub.places(), person, random()));
    Progress progress;
    std::vector<std::thread> threads;
    for (const auto& giver : givers)
        threads.emplace_back([&giver, &progress] { giver->give(progress); });
    std::uint64_t crashed = 0;
    while (crashed < crashes) {
        const int more = std::uniform_int_distribution<int>(1, acknowledged_between_crashes_max)(random);
        if (!progress.wait_for_acknowledged(more)) break;
        crash_server_of(hub.database());
        ++crashed;
    }
    EXPECT_EQ(crashed, crashes) << "the hub did not find back";
    EXPECT_TRUE(progress.wait_for_acknowledged(1));
    progress.end();
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_GT(expect_all_there_once(givers, hub), crashes);
    hub.expect_clean_books();
}

}  // namespace
}  // namespace obolus::end_to_end
