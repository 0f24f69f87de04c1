// The hub is killed again and again while givers give and months close. Whatever was acknowledged must be there
// afterwards, exactly once, and nothing else.
//
// OBOLUS_KILLS says how many kills (`make torture` runs thousands), OBOLUS_SEED repeats a run's choices.
#include <iostream>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "end_to_end/journal_giver.hpp"
#include "end_to_end/running_hub.hpp"
#include "support/setting.hpp"

namespace obolus::end_to_end {
namespace {

constexpr std::size_t givers_max = 6;  ///< the others have never heard of the hub
constexpr int kills_a_month = 10;
constexpr int kills_at_start_one_in = 8;
constexpr int acknowledged_between_kills_max = 24;
constexpr std::chrono::milliseconds start_takes{250};

class Crash : public testing::Test {
   protected:
    Crash() {
        std::cout << "seed " << seed_ << ", " << kills_ << " kills" << std::endl;
        for (const auto& person : demo_platform::people().first(givers_max))
            givers_.push_back(std::make_unique<JournalGiver>(hub_.places(), person, random_()));
    }

    int up_to(int last) { return std::uniform_int_distribution<int>(1, last)(random_); }

    void kill_again_and_again() {
        for (std::uint64_t kill = 1; kill <= kills_ && !HasFailure(); ++kill) {
            // Two processes write then, and a month's end and close are cut off as well.
            std::optional<app::Child> next_month;
            if (kill % kills_a_month == 0)
                next_month.emplace(program(), std::vector<std::string>{"demo", "next-month", "--config", hub_.config()},
                                   (hub_.folder() / "log").string());
            ASSERT_TRUE(progress_.wait_for_acknowledged(up_to(acknowledged_between_kills_max))) << "kill " << kill;
            hub_.kill_hub();
            next_month.reset();
            if (up_to(kills_at_start_one_in) == 1) {
                hub_.kill_starting_hub(std::chrono::milliseconds(up_to(start_takes.count())));
                ++kill;
            }
            hub_.start_hub();
            progress_.count_start();
        }
    }

    const std::uint64_t kills_ = support::setting("OBOLUS_KILLS", 100);
    const std::uint64_t seed_ = support::setting("OBOLUS_SEED", std::random_device{}());
    std::mt19937_64 random_{seed_};
    RunningHub hub_;
    std::vector<std::unique_ptr<JournalGiver>> givers_;
    Progress progress_;
};

TEST_F(Crash, every_acknowledged_command_is_there_exactly_once_after_a_hundred_kills) {
    std::vector<std::thread> threads;
    for (const auto& giver : givers_)
        threads.emplace_back([&giver, this] { giver->give(progress_); });
    kill_again_and_again();
    progress_.end();
    for (std::thread& thread : threads)
        thread.join();

    EXPECT_GT(expect_all_there_once(givers_, hub_), kills_);
    EXPECT_EQ(hub_.run_command({"close-month"}).code, 0);
    hub_.expect_clean_books();
}

}  // namespace
}  // namespace obolus::end_to_end
