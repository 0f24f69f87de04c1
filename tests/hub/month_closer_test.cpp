// A close with two processors: a reader prepares the next step beside the writer. Whatever is prepared, and however
// late, the books are those of steps that read by themselves.
#include "hub/month_closer.hpp"

#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "hub/opt_out.hpp"
#include "hub/prepare_close.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

constexpr int givers = 23;

/// Overlapping tastes, odd budgets, and one whom everybody flattrs.
base::Month fill(TestHub& test) {
    for (int g = 1; g <= givers; ++g) {
        const base::MemberId giver = test.join(std::to_string(g), 5, 1);
        EXPECT_TRUE(test.set_budget(giver, test.micro(999'983 - g)));
        EXPECT_TRUE(test.flattr(giver, "100"));
        for (int thing = 1; thing < g % 7; ++thing)
            EXPECT_TRUE(test.flattr(giver, std::to_string(100 + thing * g % 17)));
    }
    return test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
}

/// Steps of a giver or two, transfers of three lines, groups of a few recipients.
hub::CloseMonth small_steps(base::Month month) { return {month, 1, 5, 3, 10, 8}; }

hub::MonthStatus close_to_the_end(hub::Hub& hub, hub::CloseMonth step) {
    hub::MonthCloser closer(hub, std::move(step));
    while (true) {
        const auto status = closer.step_now();
        if (!status) throw std::runtime_error(status.error().message());
        if (status.value().phase == hub::MonthPhase::closed) return status.value();
    }
}

TEST(MonthCloser, leaves_the_books_of_steps_that_read_by_themselves) {
    std::vector<std::string> found;
    for (const bool prepared : {false, true}) {
        TestHub test;
        const hub::CloseMonth step = small_steps(fill(test));
        while (!prepared && test.hub().run_now(hub::close_month, step).value().phase != hub::MonthPhase::closed) {
        }
        const hub::MonthStatus closed = close_to_the_end(test.hub(), step);
        EXPECT_EQ(closed.givers_closed, givers);
        EXPECT_EQ(closed.shares_paid, closed.shares);
        EXPECT_EQ(closed.recipients, 17);
        EXPECT_EQ(test.number("SELECT COUNT(*) FROM month_runs"), 0);
        EXPECT_EQ(test.audit(), "");
        // Steps of other lengths make other txns, but the same transfers.
        std::string books;
        for (const char* sql :
             {"SELECT SUM(amount_micro * identity) FROM arrivals", "SELECT SUM(amount_micro * giver) FROM month_closes",
              "SELECT COUNT(*) FROM transfers WHERE kind = 4", "SELECT COUNT(*) FROM transfers WHERE kind = 5",
              "SELECT SUM(amount_micro * dr_from % 1000003) FROM transfers WHERE kind = 4",
              "SELECT SUM(amount_micro * (cr_from + 1) % 1000003) FROM transfers WHERE kind = 5"})
            books += std::to_string(test.number(sql)) + " ";
        found.push_back(books);
    }
    EXPECT_EQ(found[0], found[1]);
}

/// The month's first range is divided; what comes next, prepared.
hub::CloseMonth second_step(TestHub& test, base::Month month) {
    hub::CloseMonth step{month, 1};
    EXPECT_EQ(test.hub().run_now(hub::close_month, step).value().phase, hub::MonthPhase::dividing);
    step.prepared = test.hub().ask_now(hub::prepare_close, hub::PrepareClose{step, {}}).value();
    EXPECT_TRUE(step.prepared);
    return step;
}

TEST(MonthCloser, what_was_prepared_before_an_identity_was_linked_is_found_anew) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(bob, "10"));
    ASSERT_TRUE(test.flattr(bob, "11"));
    const base::Month month = test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
    const hub::CloseMonth step = second_step(test, month);
    ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"2", "10"})}));
    ASSERT_TRUE(test.hub().run_now(hub::close_month, step));
    test.close_month(month);
    // Bob's flattr to himself was dropped, and the other one took all.
    EXPECT_EQ(test.preview("11").waiting, test.euros(1));
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(MonthCloser, what_was_prepared_before_an_opt_out_is_found_anew) {
    TestHub test;
    ASSERT_TRUE(test.flattr(test.join("1", 5, 1), "10"));
    const base::MemberId bob = test.join("2", 5, 1);
    ASSERT_TRUE(test.flattr(bob, "10"));
    ASSERT_TRUE(test.flattr(bob, "11"));
    const base::Month month = test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
    const hub::CloseMonth step = second_step(test, month);
    ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in_as_all({"10"})}));
    ASSERT_TRUE(test.hub().run_now(hub::close_month, step));
    test.close_month(month);
    EXPECT_EQ(test.preview("11").waiting, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(MonthCloser, what_was_prepared_for_a_step_that_somebody_else_has_done_is_left) {
    TestHub test;
    const base::Month month = fill(test);
    const hub::CloseMonth step = second_step(test, month);
    ASSERT_TRUE(test.hub().run_now(hub::close_month, hub::CloseMonth{month, 1}));
    const auto after = test.hub().run_now(hub::close_month, step);
    EXPECT_EQ(after.value().givers_closed, 3);
    EXPECT_FALSE(hub::has_come_to(after.value(), *step.prepared));
    close_to_the_end(test.hub(), {month});
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM month_closes"), givers);
    EXPECT_EQ(test.audit(), "");
}

// Several hubs over one database share the work: two, each with its own connections.
TEST(MonthCloser, two_hubs_close_one_month_at_once_and_each_step_is_done_once) {
    TestHub whole;
    close_to_the_end(whole.hub(), small_steps(fill(whole)));
    TestHub test;
    const base::Month month = fill(test);
    std::string problem;
    auto other = hub::Hub::open(
        {test.database()}, TestHub::default_rules(), [&] { return test.now(); }, {}, problem);
    ASSERT_TRUE(other) << problem;
    const auto close = [month](hub::Hub& hub) {
        hub::MonthCloser closer(hub, {month, 1, 3, 2, 10, 3});
        std::int64_t steps = 0;
        while (true) {
            const auto status = closer.step_now();
            // SQLite's other writer may hold the books for long.
            if (!status && status.error() == base::Fault::storage_locked) continue;
            if (!status || status.value().phase == hub::MonthPhase::closed) return status ? steps : -1;
            ++steps;
        }
    };
    std::int64_t others = 0;
    std::thread thread([&] { others = close(*other.value()); });
    const std::int64_t own = close(test.hub());
    thread.join();
    EXPECT_GE(own, 0);
    EXPECT_GE(others, 0);
    EXPECT_GT(own + others, 0);
    EXPECT_EQ(test.number("SELECT phase FROM months"), 4);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM month_closes"), givers);
    EXPECT_EQ(test.number("SELECT SUM(amount_micro * identity) FROM arrivals"),
              whole.number("SELECT SUM(amount_micro * identity) FROM arrivals"));
    other.value().reset();
    EXPECT_EQ(test.audit(), "");
}

TEST(MonthCloser, what_an_earlier_version_divided_is_sorted_a_part_in_each_step) {
    TestHub whole;
    close_to_the_end(whole.hub(), small_steps(fill(whole)));
    TestHub test;
    const base::Month month = fill(test);
    while (test.hub().run_now(hub::close_month, hub::CloseMonth{month, 1}).value().phase != hub::MonthPhase::paying) {
    }
    const std::int64_t shares = test.number("SELECT shares FROM months");
    test.tamper("DELETE FROM month_runs");
    test.tamper("UPDATE months SET buckets = 0, parts = 0, shares = 0");
    hub::CloseMonth step{month};
    step.flattrs_max = 5;
    step.bucket_lines = 10;
    std::int64_t sorted = 0;
    int steps = 0;
    while (test.number("SELECT buckets FROM months") <= 0) {
        ASSERT_TRUE(test.hub().run_now(hub::close_month, step));
        const std::int64_t now = test.number("SELECT shares FROM months");
        EXPECT_LE(now - sorted, 5 + 6);
        sorted = now;
        ++steps;
    }
    EXPECT_GT(steps, 5);
    EXPECT_EQ(sorted, shares);
    EXPECT_GT(test.number("SELECT buckets FROM months"), 1);
    close_to_the_end(test.hub(), small_steps(month));
    EXPECT_EQ(test.number("SELECT SUM(amount_micro * identity) FROM arrivals"),
              whole.number("SELECT SUM(amount_micro * identity) FROM arrivals"));
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus
