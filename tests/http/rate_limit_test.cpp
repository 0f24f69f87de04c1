#include "http/rate_limit.hpp"

#include <gtest/gtest.h>

namespace obolus::http {
namespace {

using std::chrono::seconds;

struct MovedClock {
    std::chrono::steady_clock::time_point now{std::chrono::hours{1}};
    RateLimit::Clock clock() {
        return [this] { return now; };
    }
};

TEST(RateLimit, a_minutes_requests_may_come_at_once_and_no_more) {
    MovedClock at;
    RateLimit limit(60, 10, at.clock());
    for (int i = 59; i >= 0; --i) {
        const auto standing = limit.take("a");
        EXPECT_TRUE(standing.allowed);
        EXPECT_EQ(standing.remaining, i);
    }
    const auto refused = limit.take("a");
    EXPECT_FALSE(refused.allowed);
    EXPECT_EQ(refused.limit, 60);
    EXPECT_EQ(refused.remaining, 0);
    EXPECT_EQ(refused.retry_after, seconds{1});
    EXPECT_EQ(refused.full_in, seconds{60});
    EXPECT_TRUE(limit.take("b").allowed) << "each caller has a bucket of its own";
}

TEST(RateLimit, the_bucket_fills_steadily_and_refused_requests_cost_nothing) {
    MovedClock at;
    RateLimit limit(60, 10, at.clock());
    for (int i = 0; i < 100; ++i)
        limit.take("a");
    at.now += seconds{2};
    EXPECT_EQ(limit.look("a").remaining, 2);
    EXPECT_TRUE(limit.take("a").allowed);
    EXPECT_TRUE(limit.take("a").allowed);
    EXPECT_FALSE(limit.take("a").allowed);
    at.now += seconds{60};
    EXPECT_EQ(limit.take("a").remaining, 59) << "never more than one minute's";
}

TEST(RateLimit, looking_counts_nothing) {
    MovedClock at;
    RateLimit limit(1, 10, at.clock());
    EXPECT_TRUE(limit.look("a").allowed);
    EXPECT_TRUE(limit.look("a").allowed);
    EXPECT_TRUE(limit.take("a").allowed);
    EXPECT_FALSE(limit.look("a").allowed);
    EXPECT_EQ(limit.look("a").retry_after, seconds{60});
}

TEST(RateLimit, zero_is_no_limit) {
    RateLimit limit(0);
    for (int i = 0; i < 1000; ++i)
        ASSERT_TRUE(limit.take("a").allowed);
    EXPECT_EQ(limit.take("a").limit, 0);
}

TEST(RateLimit, callers_at_rest_make_room_before_busy_ones_are_forgiven) {
    MovedClock at;
    RateLimit limit(2, 2, at.clock());
    limit.take("idle");
    at.now += seconds{60};
    limit.take("busy");
    limit.take("busy");
    limit.take("new");
    EXPECT_FALSE(limit.look("busy").allowed);
    limit.take("newer");
    EXPECT_TRUE(limit.look("busy").allowed) << "all places are taken by busy callers: all are forgiven";
}

TEST(RateLimit, an_ipv6_customer_is_one_caller) {
    EXPECT_EQ(rate_key_of_address("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(rate_key_of_address("::ffff:192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(rate_key_of_address("2001:db8:1:2:3:4:5:6"), rate_key_of_address("2001:db8:1:2::9"));
    EXPECT_NE(rate_key_of_address("2001:db8:1:2::9"), rate_key_of_address("2001:db8:1:3::9"));
    EXPECT_EQ(rate_key_of_address("not an address"), "not an address");
}

}  // namespace
}  // namespace obolus::http
