// SIGKILL: a child process opens the books and is killed, at a chosen statement inside a verb or under load. Whatever
// the moment, the books are right, what was acknowledged is there, and the next process goes on from there.
#include <array>
#include <atomic>
#include <csignal>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hub/month_closer.hpp"
#include "support/last_statement.hpp"
#include "support/setting.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

/// Runs `work` on the stopped hub in a child that is killed when its database begins statement `last`. True when the
/// child came to its end before.
template <class Work>
bool survives(TestHub& test, int last, Work work) {
    return support::survives(last, [&] {
        test.restart(TestHub::default_rules());
        work();
    });
}

constexpr int givers = 5;

/// Odd budgets, overlapping tastes.
base::Month fill(TestHub& test) {
    for (int g = 1; g <= givers; ++g) {
        const base::MemberId giver = test.join(std::to_string(g), 5, 1);
        EXPECT_TRUE(test.set_budget(giver, test.micro(999'983 - g)));
        for (int thing = 0; thing <= g; ++thing)
            EXPECT_TRUE(test.flattr(giver, std::to_string(100 + thing)));
    }
    return test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
}

std::int64_t balances_digest(TestHub& test) {
    return test.number(
        "SELECT SUM((kind * 31 + owner) * 7919 * (credits_posted - debits_posted) % 1000003) FROM accounts");
}

TEST(Kill, a_close_killed_at_any_statement_ends_as_an_uninterrupted_one) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    TestHub whole;
    whole.close_month(fill(whole));  // in two steps, where the other one takes as many as it can
    TestHub test;
    const base::Month month = fill(test);
    whole.stop();
    test.stop();

    int kills = 0;
    const auto close = [&] {
        const hub::CloseMonth command{month, 1, 1, 1, 4};
        hub::MonthCloser closer(test.hub(), command);
        while (true) {
            // Now with a reader that prepares each step, now without.
            const auto status = kills % 2 == 0 ? closer.step_now() : test.hub().run_now(hub::close_month, command);
            if (!status) _exit(1);
            if (status.value().phase == hub::MonthPhase::closed) return;
        }
    };
    while (!survives(test, std::uniform_int_distribution<int>(1, 150)(random), close) && !testing::Test::HasFailure()) {
        ++kills;
        ASSERT_EQ(test.audit(), "") << "after kill " << kills;
        ASSERT_LT(kills, 500) << "the close does not get on";
    }
    EXPECT_GE(kills, 3);
    EXPECT_EQ(test.number("SELECT phase FROM months"), 4);
    EXPECT_EQ(balances_digest(test), balances_digest(whole));
    EXPECT_EQ(test.audit(), "");
}

/// Closes the month by the smallest steps in a child that is killed when its database begins statement `last`, if it
/// comes that far. The child's id; it ends with 0 when the month is closed.
pid_t begin_closing(TestHub& test, base::Month month, int last) {
    const pid_t child = fork();
    if (child != 0) return child;
    support::count_statements();
    test.restart(TestHub::default_rules());
    // Not counting those that open the books: otherwise few of so many would come to a step.
    support::die_at_statement(last);
    hub::MonthCloser closer(test.hub(), {month, 1, 1});
    while (true) {
        const auto status = last % 2 == 0 ? closer.step_now() : test.hub().run_now(hub::close_month, {month, 1, 1});
        if (status && status.value().phase == hub::MonthPhase::closed) _exit(0);
        // Others hold the books meanwhile; they let go of them.
        if (!status && status.error() != base::Fault::storage_locked) _exit(1);
    }
}

// case G; OBOLUS_CLOSERS_ROUNDS says how often
TEST(Kill, thirty_two_closers_of_one_month_killed_at_any_statement_close_it_once) {
    constexpr int closers = 32;
    const auto rounds = static_cast<int>(support::setting("OBOLUS_CLOSERS_ROUNDS", 1));
    const std::uint64_t seed = support::setting("OBOLUS_SEED", std::random_device{}());
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    TestHub whole;
    whole.close_month(fill(whole));
    whole.stop();
    for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
        TestHub test;
        const base::Month month = fill(test);
        test.stop();
        const auto one_more = [&] {
            return begin_closing(test, month, std::uniform_int_distribution<int>(1, 90)(random));
        };
        for (int closer = 0; closer < closers; ++closer)
            ASSERT_GT(one_more(), 0);
        int kills = 0;
        bool closed = false;
        for (int running = closers; running > 0;) {
            int status = 0;
            ASSERT_GT(waitpid(-1, &status, 0), 0);
            --running;
            ASSERT_TRUE(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0) << status;
            closed = closed || WIFEXITED(status);
            if (WIFSIGNALED(status)) ++kills;
            // As long as it isn't closed, another takes the place of whoever was killed.
            ASSERT_LT(kills, 2'000) << "the close does not get on";
            if (closed) continue;
            ASSERT_GT(one_more(), 0);
            ++running;
        }
        EXPECT_GT(kills, 0);
        EXPECT_EQ(test.number("SELECT phase FROM months"), 4);
        EXPECT_EQ(balances_digest(test), balances_digest(whole));
        EXPECT_EQ(test.audit(), "");
    }
}

TEST(Kill, a_claim_killed_at_each_of_its_statements_has_happened_or_not) {
    TestHub test;
    test.close_month(fill(test));
    const std::string session = test.sign_in_as_all({"100", "101", "102"});
    const std::int64_t waiting = test.number("SELECT SUM(amount_micro) FROM arrivals WHERE state = 1");
    test.stop();

    const auto claim = [&test, &session] {
        if (!test.hub().run_now(hub::accept_claim, hub::AcceptClaim{session})) _exit(1);
    };
    int kills = 0;
    int kills_before_the_commit = 0;
    while (!survives(test, kills + 1, claim) && !testing::Test::HasFailure()) {
        ++kills;
        const std::int64_t links = test.number("SELECT COUNT(*) FROM links") - givers;
        const std::int64_t left = test.number("SELECT SUM(amount_micro) FROM arrivals WHERE state = 1");
        ASSERT_TRUE(links == 0 || links == 3) << kills;
        ASSERT_EQ(links == 0, left == waiting) << kills;
        ASSERT_EQ(links == 0, test.number("SELECT COUNT(*) FROM members") == givers) << kills;
        ASSERT_EQ(test.audit(), "") << kills;
        if (links == 0) ++kills_before_the_commit;
    }
    EXPECT_GE(kills_before_the_commit, 30);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM links") - givers, 3);
    EXPECT_EQ(test.audit(), "");
}

/// Givers on threads of their own flattr one thing after the other, from `first` on, and write each acknowledged one's
/// number into the pipe; for ever.
void give_until_killed(TestHub& test, const std::vector<base::MemberId>& members, int first, int journal) {
    std::atomic<int> thing{first};
    std::vector<std::thread> threads;
    for (const base::MemberId member : members)
        threads.emplace_back([&test, &thing, member, journal] {
            while (true) {
                const int mine = thing++;
                if (!test.flattr_post(member, "100", std::to_string(mine))) _exit(1);
                if (write(journal, &mine, sizeof mine) != sizeof mine) _exit(1);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
}

/// The next number in the journal; nothing at its end.
std::optional<int> read_entry(int journal) {
    int thing = 0;
    if (read(journal, &thing, sizeof thing) != sizeof thing) return {};
    return thing;
}

TEST(Kill, every_acknowledged_flattr_is_there_exactly_once_after_fifty_kills_under_load) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    TestHub test;
    std::vector<base::MemberId> members;
    for (int i = 1; i <= 4; ++i)
        members.push_back(test.join(std::to_string(i), 5, 1));
    test.stop();

    std::set<int> acknowledged;
    for (int kill_number = 1; kill_number <= 50; ++kill_number) {
        std::array<int, 2> journal{};
        ASSERT_EQ(pipe(journal.data()), 0);
        const pid_t child = fork();
        if (child == 0) {
            close(journal[0]);
            test.restart(TestHub::default_rules());
            give_until_killed(test, members, kill_number * 100'000, journal[1]);
            _exit(1);
        }
        close(journal[1]);
        int left = std::uniform_int_distribution<int>(1, 25)(random);
        while (const auto thing = read_entry(journal[0])) {
            EXPECT_TRUE(acknowledged.insert(*thing).second);
            if (--left == 0) kill(child, SIGKILL);
        }
        close(journal[0]);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "kill " << kill_number;
        if (kill_number % 10 == 0) {
            ASSERT_EQ(test.audit(), "") << "after kill " << kill_number;
        }
    }
    EXPECT_GE(acknowledged.size(), 50U);
    std::string listed;
    for (const int thing : acknowledged)
        listed += (listed.empty() ? "'demo:post:" : ", 'demo:post:") + std::to_string(thing) + "'";
    EXPECT_EQ(
        test.number("SELECT COUNT(*) FROM flattrs f JOIN things t ON t.id = f.thing WHERE f.state = 1 AND t.key IN (" +
                    listed + ")"),
        static_cast<std::int64_t>(acknowledged.size()));
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus
