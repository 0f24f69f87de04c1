// The close of a month: bounded steps, resumable, rerunnable, and the same whatever the steps.
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "hub/opt_out.hpp"
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
    test.tamper("UPDATE month_runs SET run = run || '0'");
    EXPECT_EQ(test.hub().run_now(hub::close_month, hub::CloseMonth{month}).error(), base::Fault::internal);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM arrivals"), 0);
}

/// As small as it gets: steps of a giver or three shares, transfers of two lines, groups of a few recipients.
hub::CloseMonth small_steps(base::Month month) { return {month, 1, 3, 2, 20}; }

hub::MonthStatus close_in_small_steps(TestHub& test, base::Month month) {
    while (true) {
        const auto status = test.hub().run_now(hub::close_month, small_steps(month));
        if (status.value().phase == hub::MonthPhase::closed) return status.value();
    }
}

base::MemberId member_of(TestHub& test, const std::string& subject) {
    return {test.number("SELECT l.member FROM links l JOIN identities i ON i.id = l.identity WHERE i.subject = '" +
                        subject + "'")};
}

/// Fourteen givers of one flattr each for "100", and some for others.
base::Month fill_with_one_of_many(TestHub& test) {
    for (int g = 1; g <= 14; ++g) {
        const base::MemberId giver = test.join(std::to_string(g), 5, 1);
        EXPECT_TRUE(test.flattr(giver, "100"));
        EXPECT_TRUE(test.flattr(giver, std::to_string(101 + g % 3)));
        EXPECT_TRUE(test.flattr(giver, std::to_string(104 + g % 5)));
    }
    return test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
}

TEST(CloseMonth, a_recipient_of_very_many_is_paid_in_several_transfers_and_misses_nothing) {
    TestHub test;
    TestHub whole;
    const base::Month month = fill_with_one_of_many(test);
    whole.close_month(fill_with_one_of_many(whole));
    const hub::MonthStatus closed = close_in_small_steps(test, month);
    EXPECT_EQ(closed.shares, 42);
    EXPECT_EQ(closed.shares_paid, 42);
    EXPECT_EQ(closed.recipients, 9);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM arrivals"), 7 + 8 + 9);
    EXPECT_EQ(whole.number("SELECT COUNT(*) FROM arrivals"), 9);
    for (int subject = 100; subject < 109; ++subject)
        EXPECT_EQ(test.preview(std::to_string(subject)).waiting, whole.preview(std::to_string(subject)).waiting);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM month_runs"), 0);
    EXPECT_EQ(test.audit(), "");

    // Whoever gave sees what became of it, and the recipient gets all of it at once.
    const base::MemberId first = member_of(test, "1");
    EXPECT_EQ(test.dashboard(first).given.size(), 3U);
    for (const auto& line : test.dashboard(first).given)
        EXPECT_EQ(line.state, "waiting");
    const money::Amount waiting = test.preview("100").waiting;
    ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"100"})}));
    EXPECT_EQ(test.dashboard(member_of(test, "100")).revenue, waiting);
    EXPECT_EQ(std::ranges::count(test.dashboard(first).given, "claimed", &hub::LineView::state), 1);
    EXPECT_EQ(test.audit(), "");
}

TEST(CloseMonth, who_links_or_opts_out_between_two_transfers_of_one_close_gets_the_rest_accordingly) {
    for (const bool opts_out : {false, true}) {
        TestHub test;
        const base::Month month = fill_with_one_of_many(test);
        std::int64_t arrived = 0;
        while (arrived == 0) {
            ASSERT_TRUE(test.hub().run_now(hub::close_month, small_steps(month)));
            arrived = test.number(
                "SELECT COUNT(*) FROM arrivals a JOIN identities i ON i.id = a.identity AND i.subject = '100'");
        }
        ASSERT_LT(arrived, 7);
        if (opts_out) {
            ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in_as_all({"100"})}));
        } else {
            ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"2", "100"})}));
        }
        close_in_small_steps(test, month);
        EXPECT_EQ(test.audit(), "");
        const base::MemberId first = member_of(test, "1");
        EXPECT_EQ(
            std::ranges::count(test.dashboard(first).given, opts_out ? "returned" : "claimed", &hub::LineView::state),
            1);
        // Giver 2's own share is no revenue, whichever transfer it came in.
        const std::int64_t revenue =
            test.number("SELECT COALESCE(SUM(credits_posted), 0) FROM accounts WHERE kind = 7");
        EXPECT_GE(revenue, opts_out ? 0 : 13 * 333'333);
        EXPECT_LE(revenue, opts_out ? 0 : 13 * 333'334);
    }
}

TEST(CloseMonth, a_month_that_an_earlier_version_began_to_close_is_closed_all_the_same) {
    TestHub test;
    TestHub whole;
    fill(test);
    fill(whole);
    whole.end_and_close_month();
    const base::Month month = test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
    while (test.hub().run_now(hub::close_month, hub::CloseMonth{month, 5}).value().phase != hub::MonthPhase::paying) {
    }
    test.tamper("DELETE FROM month_runs");
    test.tamper("UPDATE months SET buckets = 0, parts = 0, shares = 0");
    test.close_month(month);
    EXPECT_EQ(waiting_amounts(test), waiting_amounts(whole));
    EXPECT_EQ(test.audit(), "");
}

TEST(CloseMonth, says_how_far_it_is_and_how_long_it_will_take) {
    TestHub test;
    fill(test);
    const base::Month month = test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
    std::int64_t done = 0;
    hub::MonthStatus status;
    for (int step = 0; status.phase != hub::MonthPhase::closed; ++step) {
        status = test.hub().run_now(hub::close_month, hub::CloseMonth{month, 1, 1}).value();
        EXPECT_GE(hub::done_ppm(status), done);
        done = hub::done_ppm(status);
        if (step == 3) {
            EXPECT_TRUE(status.left);
        }
        test.advance(std::chrono::seconds{2});
    }
    EXPECT_EQ(done, 1'000'000);
    EXPECT_FALSE(test.hub().ask_now(hub::list_months, hub::ListMonths{}).value().back().left);
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
