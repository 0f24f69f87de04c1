#include "web/format.hpp"

#include <gtest/gtest.h>

namespace obolus::web {
namespace {

money::Amount euros(std::int64_t micro) { return money::Amount::from_micro(micro, money::euro()).value(); }
money::Amount of(const char* currency, std::int64_t micro) {
    return money::Amount::from_micro(micro, money::Currency::parse(currency).value()).value();
}

TEST(Format, small_sums_are_said_in_cents) {
    EXPECT_EQ(spoken(euros(100'000)), "10 cents");
    EXPECT_EQ(spoken(euros(10'000)), "1 cent");
    EXPECT_EQ(spoken(euros(33'333)), "3.3333 cents");
    EXPECT_EQ(spoken(euros(5'000)), "0.5 cents");
    EXPECT_EQ(spoken(euros(0)), "0 cents");
    EXPECT_EQ(spoken(euros(1'000'000)), "EUR 1.00");
}

TEST(Format, currencies_without_cents_are_said_as_figures) {
    EXPECT_EQ(spoken(of("JPY", 500'000)), "JPY 0.5");
    EXPECT_EQ(spoken(of("CHF", 100'000)), "CHF 0.10");
}

TEST(Format, dates_and_months_are_written_out) {
    EXPECT_EQ(day(std::chrono::sys_days{std::chrono::year{2027} / 5 / 20}), "20 May 2027");
    EXPECT_EQ(month_name(base::parse_month("2026-11").value()), "November 2026");
    EXPECT_EQ(month_name(base::parse_month("2026-01").value()), "January 2026");
    EXPECT_EQ(month_name(base::parse_month("2026-12").value()), "December 2026");
    EXPECT_EQ(first_day(base::parse_month("2026-12").value()), "1 December 2026");
    EXPECT_EQ(first_date(base::parse_month("2026-12").value()), "2026-12-01");
}

TEST(Format, people_and_things_are_counted) {
    EXPECT_EQ(people(1), "one person");
    EXPECT_EQ(people(3), "3 people");
    EXPECT_EQ(counted(1, "flattr", "flattrs"), "1 flattr");
    EXPECT_EQ(counted(2, "flattr", "flattrs"), "2 flattrs");
}

TEST(Format, initials_are_of_two_words_and_whole_characters) {
    EXPECT_EQ(initials("Ada Lovelace"), "AL");
    EXPECT_EQ(initials("@ada"), "A");
    EXPECT_EQ(initials("grace brewster hopper"), "GB");
    EXPECT_EQ(initials("Émile Zola"), "ÉZ");
    EXPECT_EQ(initials("李"), "李");
    EXPECT_EQ(initials("..."), "?");
    EXPECT_EQ(initials(""), "?");
}

}  // namespace
}  // namespace obolus::web
