#include "oauth/lookup_limits.hpp"

#include <gtest/gtest.h>

#include "oauth/platforms.hpp"

namespace obolus::oauth {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const base::Time start = base::from_micros(1'800'000'000'000'000);

TEST(lookup_limits, a_burst_of_a_minutes_worth_passes_and_then_one_for_each_interval) {
    LookupLimits limits({60, 10});
    for (int i = 0; i < 60; ++i)
        EXPECT_TRUE(limits.ask("x", "", start));
    EXPECT_EQ(limits.ask("x", "", start).error(), Refusal::rate_limited);
    EXPECT_EQ(limits.ask("x", "", start + milliseconds(999)).error(), Refusal::rate_limited);
    EXPECT_TRUE(limits.ask("x", "", start + seconds(1)));
    EXPECT_EQ(limits.ask("x", "", start + seconds(1)).error(), Refusal::rate_limited);
}

TEST(lookup_limits, instances_have_a_limit_each) {
    LookupLimits limits({60, 2});
    EXPECT_TRUE(limits.ask("m", "a.example", start));
    EXPECT_TRUE(limits.ask("m", "a.example", start));
    EXPECT_EQ(limits.ask("m", "a.example", start).error(), Refusal::rate_limited);
    EXPECT_TRUE(limits.ask("m", "b.example", start));
}

TEST(lookup_limits, a_pause_that_was_asked_for_is_kept) {
    LookupLimits limits({60, 2});
    EXPECT_TRUE(limits.ask("x", "", start));
    limits.pause("x", "", start + seconds(90));
    EXPECT_EQ(limits.ask("x", "", start + seconds(89)).error(), Refusal::rate_limited);
    EXPECT_TRUE(limits.ask("x", "", start + seconds(90)));
}

TEST(lookup_limits, five_failures_in_a_row_rest_half_a_minute_and_an_answer_ends_the_row) {
    LookupLimits limits({600, 2});
    const auto fail = [&limits](int times) {
        for (int i = 0; i < times; ++i) {
            EXPECT_TRUE(limits.ask("x", "", start));
            limits.ended("x", "", false, start);
        }
    };
    fail(4);
    EXPECT_TRUE(limits.ask("x", "", start));
    limits.ended("x", "", true, start);
    fail(5);
    EXPECT_EQ(limits.ask("x", "", start + seconds(29)).error(), base::Fault::platform_unavailable);
    EXPECT_TRUE(limits.ask("x", "", start + seconds(30)));
}

TEST(lookup_limits, the_operator_chooses_after_how_many_failures_and_for_how_long_a_platform_rests) {
    LookupLimits limits({600, 2, 2, seconds(90)});
    for (int i = 0; i < 2; ++i) {
        EXPECT_TRUE(limits.ask("x", "", start));
        limits.ended("x", "", false, start);
    }
    EXPECT_EQ(limits.ask("x", "", start + seconds(89)).error(), base::Fault::platform_unavailable);
    EXPECT_TRUE(limits.ask("x", "", start + seconds(90)));
}

TEST(lookup_limits, a_clock_that_is_set_back_makes_nobody_wait_longer_than_a_minute) {
    LookupLimits limits({1, 1});
    EXPECT_TRUE(limits.ask("x", "", start + minutes(60)));
    EXPECT_EQ(limits.ask("x", "", start).error(), Refusal::rate_limited);
    EXPECT_TRUE(limits.ask("x", "", start + minutes(61)));
}

TEST(lookup_limits, made_up_instances_do_not_fill_the_memory) {
    LookupLimits limits({60, 60}, 100);
    for (int i = 0; i < 100; ++i)
        EXPECT_TRUE(limits.ask("m", std::to_string(i), start));
    EXPECT_EQ(limits.ask("m", "one more", start).error(), Refusal::rate_limited);
    EXPECT_TRUE(limits.ask("m", "99", start)) << "who was here stays";
    EXPECT_TRUE(limits.ask("m", "one more", start + minutes(2))) << "those who rest make room";
}

}  // namespace
}  // namespace obolus::oauth
