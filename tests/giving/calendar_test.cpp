#include "giving/calendar.hpp"

#include <gtest/gtest.h>

namespace obolus::giving {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;

base::Time utc(int year, unsigned month, unsigned day) {
    return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}

TEST(Calendar, utc_months_begin_at_midnight_to_the_microsecond) {
    const Calendar calendar;
    const base::Month november{2026 * 12 + 10};
    EXPECT_EQ(calendar.month_at(utc(2026, 11, 1)), november);
    EXPECT_EQ(calendar.month_at(utc(2026, 11, 1) - microseconds{1}), base::Month{november.index - 1});
    EXPECT_EQ(calendar.month_at(utc(2026, 12, 1) - microseconds{1}), november);
    EXPECT_EQ(calendar.start_of(november), utc(2026, 11, 1));
    EXPECT_EQ(calendar.month_at(utc(2028, 2, 29)), (base::Month{2028 * 12 + 1}));
}

TEST(Calendar, a_zone_is_a_table_of_month_starts) {
    // Berlin: November 2026 begins an hour before UTC's, October two hours before.
    const base::Month october{2026 * 12 + 9};
    const Calendar calendar(october,
                            {utc(2026, 10, 1) - hours{2}, utc(2026, 11, 1) - hours{1}, utc(2026, 12, 1) - hours{1}});
    EXPECT_EQ(calendar.month_at(utc(2026, 10, 1) - hours{2}), october);
    EXPECT_EQ(calendar.month_at(utc(2026, 11, 1) - hours{1} - microseconds{1}), october);
    EXPECT_EQ(calendar.month_at(utc(2026, 11, 1) - hours{1}), october.next());
    EXPECT_EQ(calendar.start_of(october.next()), utc(2026, 11, 1) - hours{1});
    EXPECT_EQ(calendar.month_at(utc(2025, 3, 1)), (base::Month{2025 * 12 + 2}));
}

}  // namespace
}  // namespace obolus::giving
