#include "jobs/clockwork.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "hub/payout.hpp"
#include "support/test_hub.hpp"

namespace obolus::jobs {
namespace {

/// Lets the clockwork run until `reached` says so.
void run_until(support::TestHub& test, const std::function<bool()>& reached) {
    boost::asio::io_context context;
    Clockwork clockwork(context, test.hub(), {std::chrono::milliseconds{1}});
    clockwork.start();
    while (!reached())
        ASSERT_GT(context.run_one_for(std::chrono::seconds{20}), 0U) << "nothing happens any more";
    bool stopped = false;
    clockwork.stop([&stopped] { stopped = true; });
    context.run_for(std::chrono::seconds{20});
    EXPECT_TRUE(stopped);
}

TEST(Clockwork, closes_a_month_when_its_end_has_come) {
    support::TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.advance(std::chrono::days{30});
    run_until(test, [&test] {
        const auto months = test.hub().ask_now(hub::list_months, hub::ListMonths{}).value();
        return months.back().phase == hub::MonthPhase::closed;
    });
    EXPECT_EQ(test.dashboard(ada).given.at(0).state, "waiting");
    EXPECT_EQ(test.audit(), "");
}

TEST(Clockwork, returns_what_nobody_claimed_in_time) {
    support::TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    ASSERT_EQ(test.dashboard(ada).wallet, test.euros(4));
    test.advance(std::chrono::days{181});
    run_until(test, [&] { return test.dashboard(ada).wallet == test.euros(5); });
    EXPECT_EQ(test.dashboard(ada).notices[0].kind, "share_returned");
    EXPECT_EQ(test.audit(), "");
}

/// A member with revenue: ada's share of the last month.
base::MemberId earner(support::TestHub& test) {
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2");
    EXPECT_TRUE(test.flattr(ada, "2"));
    test.end_and_close_month();
    return bob;
}

std::string state_after_sending(const std::string& destination) {
    support::TestHub test;
    const base::MemberId bob = earner(test);
    const hub::ReservePayout command{bob, test.euros(1), "test", destination, base::from_micros(INT64_MAX / 2), "p1"};
    EXPECT_TRUE(test.hub().run_now(hub::reserve_payout, command));
    std::string state = "reserved";
    run_until(test, [&] {
        const auto payouts = test.hub().ask_now(hub::list_payouts, hub::ListPayouts{bob}).value();
        if (payouts[0].state == hub::PayoutState::reserved) test.advance(std::chrono::hours{1});
        state = to_string(payouts[0].state);
        return state != "reserved";
    });
    EXPECT_EQ(test.audit(), "");
    return state;
}

TEST(Clockwork, sends_payouts_and_asks_again_while_the_rail_does_not_know) {
    EXPECT_EQ(state_after_sending("test:ok"), "settled");
    EXPECT_EQ(state_after_sending("test:fail"), "failed");
    EXPECT_EQ(state_after_sending("test:unknown-3"), "settled");
}

TEST(Clockwork, lets_the_accounts_history_catch_up) {
    support::TestHub test;
    earner(test);
    run_until(test, [&] { return test.number("SELECT seq - history_seq FROM log_head") == 0; });
    EXPECT_GT(test.number("SELECT COUNT(*) FROM account_history"), 0);
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus::jobs
