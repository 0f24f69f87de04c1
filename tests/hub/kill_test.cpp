// SIGKILL at chosen statements inside verbs: a child process opens the books, counts the statements that its database
// runs and dies at one of them. Whatever the moment, the books are right and the next process goes on from there.
#include <csignal>
#include <random>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

std::atomic<int> statements_to_live{0};

int count_down(unsigned, void*, void*, void*) {
    if (--statements_to_live == 0) raise(SIGKILL);
    return 0;
}

int trace(sqlite3* database, char**, const sqlite3_api_routines*) {
    return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, count_down, nullptr);
}

/// Runs `work` on the stopped hub in a child that is killed when its database begins statement `last`. True when the
/// child came to its end before.
template <class Work>
bool survives(TestHub& test, int last, Work work) {
    const pid_t child = fork();
    if (child == 0) {
        statements_to_live = last;
        sqlite3_auto_extension(reinterpret_cast<void (*)()>(trace));
        test.restart(TestHub::default_rules());
        work();
        _exit(0);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    const bool ended = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    EXPECT_TRUE(ended || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)) << status;
    return ended;
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
    whole.close_month(fill(whole));
    TestHub test;
    const base::Month month = fill(test);
    whole.stop();
    test.stop();

    const auto close = [&test, month] {
        while (true) {
            const auto status = test.hub().run_now(hub::close_month, hub::CloseMonth{month, 1, 1});
            if (!status) _exit(1);
            if (status.value().phase == hub::MonthPhase::closed) return;
        }
    };
    int kills = 0;
    while (!survives(test, std::uniform_int_distribution<int>(1, 90)(random), close) && !testing::Test::HasFailure()) {
        ++kills;
        ASSERT_EQ(test.audit(), "") << "after kill " << kills;
        ASSERT_LT(kills, 500) << "the close does not get on";
    }
    EXPECT_GE(kills, 3);
    EXPECT_EQ(test.number("SELECT phase FROM months"), 4);
    EXPECT_EQ(balances_digest(test), balances_digest(whole));
    EXPECT_EQ(test.audit(), "");
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

}  // namespace
}  // namespace obolus
