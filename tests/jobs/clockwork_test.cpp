#include "jobs/clockwork.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace obolus::jobs
