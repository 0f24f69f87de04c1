// The close of a month: bounded steps, resumable, rerunnable, and the same whatever the steps.
#include <random>

#include <gtest/gtest.h>

#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

constexpr int givers = 12;

/// Givers with overlapping tastes and odd budgets: leftovers everywhere.
void fill(TestHub& test) {
    for (int g = 1; g <= givers; ++g) {
        const base::MemberId giver = test.join(std::to_string(g), 5, 1);
        ASSERT_TRUE(test.set_budget(giver, test.micro(999'983 - g)));
        for (int thing = 0; thing < g; ++thing)
            ASSERT_TRUE(test.flattr(giver, std::to_string(100 + thing * g % 17)));
    }
}

hub::MonthStatus close_in_steps(TestHub& test, base::Month month, std::int64_t givers_max, std::int64_t lines_max,
                                bool restart_between) {
    while (true) {
        const auto status = test.hub().run_now(hub::close_month, hub::CloseMonth{month, givers_max, lines_max});
        if (status.value().phase == hub::MonthPhase::closed) return status.value();
        if (restart_between) test.restart();
    }
}

std::vector<std::int64_t> waiting_amounts(TestHub& test) {
    std::vector<std::int64_t> amounts;
    for (int subject = 100; subject < 117; ++subject)
        amounts.push_back(test.preview(std::to_string(subject)).waiting.micro());
    return amounts;
}

TEST(CloseMonth, gives_the_same_amounts_in_one_step_and_in_the_smallest_with_restarts_between) {
    std::vector<std::vector<std::int64_t>> results;
    for (const bool small_steps : {false, true}) {
        TestHub test;
        fill(test);
        const base::Month month = test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
        const auto status =
            small_steps ? close_in_steps(test, month, 1, 1, true) : close_in_steps(test, month, 1'000, 100'000, false);
        EXPECT_EQ(status.givers_closed, givers);
        EXPECT_TRUE(status.reserved.is_zero());
        results.push_back(waiting_amounts(test));
        EXPECT_EQ(test.audit(), "");
    }
    EXPECT_EQ(results[0], results[1]);
}

TEST(CloseMonth, a_closed_month_stays_as_it_is_when_closed_again) {
    TestHub test;
    fill(test);
    const hub::MonthStatus closed = test.end_and_close_month();
    const auto before = waiting_amounts(test);
    const auto again = test.hub().run_now(hub::close_month, hub::CloseMonth{closed.month});
    EXPECT_EQ(again.value().phase, hub::MonthPhase::closed);
    EXPECT_EQ(again.value().divided, closed.divided);
    EXPECT_EQ(waiting_amounts(test), before);
    EXPECT_EQ(test.audit(), "");
}

TEST(CloseMonth, an_identity_linked_between_the_phases_gets_its_shares_as_revenue_and_its_own_back) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(bob, "10"));
    const base::Month month = test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
    ASSERT_EQ(test.hub().run_now(hub::close_month, hub::CloseMonth{month}).value().phase, hub::MonthPhase::dividing);
    ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"1", "10"})}));
    test.close_month(month);
    EXPECT_EQ(test.dashboard(ada).revenue, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.dashboard(ada).given.at(0).state, "returned");
    EXPECT_EQ(test.dashboard(bob).given.at(0).state, "claimed");
    EXPECT_EQ(test.audit(), "");
}

TEST(CloseMonth, a_month_that_was_cut_stays_cut_when_the_clock_or_the_zone_goes_back) {
    TestHub test;
    test.set_clock(std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} + std::chrono::hours{1});
    const base::MemberId ada = test.join("1", 5, 1);  // the first commit: the month is December
    test.advance(std::chrono::hours{31 * 24});
    EXPECT_EQ(base::to_string(test.flattr(ada, "10").value().month), "2027-01");  // cuts December
    test.advance(-std::chrono::hours{48});
    EXPECT_EQ(base::to_string(test.flattr(ada, "11").value().month), "2027-01");
    hub::Rules west = test.hub().rules();  // in a zone where January has not begun
    const base::Month first{2026 * 12 + 11};
    west.calendar =
        giving::Calendar(first, {std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} + std::chrono::hours{8},
                                 std::chrono::sys_days{std::chrono::year{2027} / 1 / 1} + std::chrono::hours{8},
                                 std::chrono::sys_days{std::chrono::year{2027} / 2 / 1} + std::chrono::hours{8}});
    test.restart(west);
    EXPECT_EQ(base::to_string(test.flattr(ada, "12").value().month), "2027-01");
    EXPECT_EQ(test.dashboard(ada).flattrs_count, 3);
    EXPECT_EQ(test.hub().ask_now(hub::list_months, hub::ListMonths{}).value().front().flattrs, 3);
    EXPECT_EQ(test.end_and_close_month().divided, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(CloseMonth, months_of_sleep_cut_the_last_one_that_ran_and_no_other) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::Month slept_in = test.flattr(ada, "10").value().month;
    test.advance(std::chrono::days{200});
    EXPECT_EQ(test.hub().run_now(hub::close_month, hub::CloseMonth{slept_in.next()}).error(),
              hub::Refusal::month_unknown);
    EXPECT_EQ(test.close_month(slept_in).divided, test.euros(1));
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM months"), 1);
    EXPECT_EQ(test.audit(), "");
}

TEST(CloseMonth, pays_nothing_while_the_shares_are_not_those_that_were_counted) {
    TestHub test;
    fill(test);
    const base::Month month = test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
    while (test.hub().run_now(hub::close_month, hub::CloseMonth{month}).value().phase != hub::MonthPhase::paying) {
    }
    test.tamper("UPDATE transfers SET lines = 'x' WHERE kind = 4 AND n = 2");
    EXPECT_EQ(test.hub().run_now(hub::close_month, hub::CloseMonth{month}).error(), base::Fault::internal);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM arrivals"), 0);
}

TEST(CloseMonth, the_next_month_runs_while_the_last_one_closes) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    const base::Month month = test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
    EXPECT_EQ(test.flattr(ada, "11").value().month, month.next());
    EXPECT_EQ(test.close_month(month).divided, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).reserved, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(3));
    const auto months = test.hub().ask_now(hub::list_months, hub::ListMonths{}).value();
    ASSERT_EQ(months.size(), 2U);
    EXPECT_EQ(months[0].phase, hub::MonthPhase::running);
    EXPECT_EQ(months[0].flattrs, 1);
    EXPECT_EQ(months[1].phase, hub::MonthPhase::closed);
}

}  // namespace
}  // namespace obolus
