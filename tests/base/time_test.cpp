#include "base/time.hpp"

#include <gtest/gtest.h>

namespace obolus::base {
namespace {

TEST(Time, rfc3339_shows_utc_to_the_second) {
    EXPECT_EQ(to_rfc3339(from_micros(0)), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_rfc3339(from_micros(1'795'302'768'999'999)), "2026-11-21T23:12:48Z");
    EXPECT_EQ(to_date(from_micros(1'795'302'768'999'999)), "2026-11-21");
}

TEST(Month, text_and_number_agree) {
    EXPECT_EQ(to_string(Month{2026 * 12 + 10}), "2026-11");
    EXPECT_EQ(parse_month("2026-11"), Month{2026 * 12 + 10});
    EXPECT_EQ(to_string(Month{2026 * 12 + 11}.next()), "2027-01");
    for (const char* text : {"", "2026-13", "2026-00", "2026-1", "202611", "2026-11 ", "-026-11", "2026/11", "1969-12"})
        EXPECT_FALSE(parse_month(text)) << text;
}

}  // namespace
}  // namespace obolus::base
