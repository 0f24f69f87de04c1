#include "settings/time_zone.hpp"

#include <gtest/gtest.h>

namespace obolus::settings {
namespace {

constexpr base::Month month(int year, int number) { return {year * 12 + number - 1}; }

TEST(time_zone, utc_months_begin_at_midnight) {
    const auto starts = month_starts("UTC", month(2024, 2), month(2024, 3));
    ASSERT_TRUE(starts);
    EXPECT_EQ(base::to_rfc3339(starts->at(0)), "2024-02-01T00:00:00Z");
    EXPECT_EQ(base::to_rfc3339(starts->at(1)), "2024-03-01T00:00:00Z");
}

TEST(time_zone, berlin_is_ahead_by_one_hour_in_winter_and_two_in_summer) {
    const auto starts = month_starts("Europe/Berlin", month(2026, 1), month(2026, 12));
    ASSERT_TRUE(starts);
    EXPECT_EQ(base::to_rfc3339(starts->at(0)), "2025-12-31T23:00:00Z");
    EXPECT_EQ(base::to_rfc3339(starts->at(6)), "2026-06-30T22:00:00Z");
}

/// Asuncion's clocks went from 00:00 to 01:00 on 1 October 2017: the month began with the first moment that exists.
TEST(time_zone, a_month_whose_midnight_does_not_exist_begins_at_the_first_moment_after) {
    const auto starts = month_starts("America/Asuncion", month(2017, 10), month(2017, 10));
    ASSERT_TRUE(starts);
    EXPECT_EQ(base::to_rfc3339(starts->at(0)), "2017-10-01T04:00:00Z");
}

TEST(time_zone, months_strictly_increase_over_eighty_years_in_every_zone_tried) {
    for (const char* zone :
         {"UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca"}) {
        const auto starts = month_starts(zone, month(2020, 1), month(2100, 12));
        ASSERT_TRUE(starts) << zone;
        ASSERT_EQ(starts->size(), 81U * 12);
        for (std::size_t i = 1; i < starts->size(); ++i)
            ASSERT_LT(starts->at(i - 1), starts->at(i)) << zone << i;
    }
}

TEST(time_zone, unknown_names_are_nothing) {
    for (const char* bad : {"", "Europe/Berlim", "berlin", "GMT+25", "../etc/passwd"}) {
        EXPECT_FALSE(month_starts(bad, month(2024, 1), month(2024, 1))) << bad;
    }
}

}  // namespace
}  // namespace obolus::settings
