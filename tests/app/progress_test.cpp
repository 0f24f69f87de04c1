#include "app/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace obolus::app {
namespace {

using namespace std::chrono_literals;

TEST(progress, shows_the_share_and_after_a_second_an_estimate) {
    EXPECT_EQ(progress_line("Auditing", 0, 200, 0ms), "Auditing [>                             ]   0 %");
    EXPECT_EQ(progress_line("Auditing", 100, 200, 500ms), "Auditing [===============>              ]  50 %");
    EXPECT_EQ(progress_line("Auditing", 100, 200, 80s),
              "Auditing [===============>              ]  50 %  about 1 min 20 s left");
    EXPECT_EQ(progress_line("Auditing", 200, 200, 80s),
              "Auditing [==============================] 100 %  about 0 s left");
}

TEST(progress, copes_with_more_than_all_and_with_an_unknown_whole) {
    EXPECT_THAT(progress_line("x", 300, 200, 0ms), testing::HasSubstr("100 %"));
    EXPECT_EQ(progress_line("x", 300, 0, 9s), "x  300");
}

TEST(progress, large_counts_do_not_overflow) {
    constexpr std::int64_t all = 9'000'000'000'000'000'000;
    EXPECT_THAT(progress_line("x", all / 2, all, 7200s), testing::HasSubstr("50 %  about 2 h 0 min left"));
}

}  // namespace
}  // namespace obolus::app
