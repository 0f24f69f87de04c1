#include "money/amount.hpp"

#include <gtest/gtest.h>

namespace obolus::money {
namespace {

std::error_code error_of(std::string_view text, int decimals_max = 6) {
    const auto parsed = Amount::parse(text, euro(), decimals_max);
    return parsed ? std::error_code{} : parsed.error();
}

TEST(Amount, parse_reads_plain_decimals) {
    EXPECT_EQ(Amount::parse("0", euro()).value().micro(), 0);
    EXPECT_EQ(Amount::parse("12.5", euro()).value().micro(), 12'500'000);
    EXPECT_EQ(Amount::parse("0.000001", euro()).value().micro(), 1);
    EXPECT_EQ(Amount::parse("00012.50", euro()).value().micro(), 12'500'000);
    EXPECT_EQ(Amount::parse("922337203685.47758", euro()).value().micro(), Amount::max_micro);
}

TEST(Amount, parse_refuses_each_kind_of_bad_text_by_name) {
    for (const char* text :
         {"", ".", "1.", ".5", "1,5", "1e3", "+1", " 1", "1 ", "0x10", "1.2.3", "one", "-", "-x", "1'000", "\xC2\xBD"})
        EXPECT_EQ(error_of(text), Refusal::amount_malformed) << text;
    EXPECT_EQ(error_of("-1"), Refusal::amount_negative);
    EXPECT_EQ(error_of("-0.5"), Refusal::amount_negative);
    EXPECT_EQ(error_of("0.0000001"), Refusal::amount_too_fine);
    EXPECT_EQ(error_of("0.001", 2), Refusal::amount_too_fine);
    EXPECT_EQ(error_of("922337203685.477581"), Refusal::amount_too_large);
    EXPECT_EQ(error_of("99999999999999999999"), Refusal::amount_too_large);
}

TEST(Amount, from_micro_keeps_the_bounds) {
    EXPECT_EQ(Amount::from_micro(-1, euro()).error(), Refusal::amount_negative);
    EXPECT_EQ(Amount::from_micro(Amount::max_micro + 1, euro()).error(), Refusal::amount_too_large);
    EXPECT_TRUE(Amount::from_micro(Amount::max_micro, euro()));
}

TEST(Amount, add_refuses_to_leave_the_range) {
    const Amount most = Amount::from_micro(Amount::max_micro, euro()).value();
    EXPECT_EQ(add(most, Amount::from_micro(1, euro()).value()).error(), Refusal::amount_too_large);
    EXPECT_EQ(add(most, Amount::zero(euro())).value(), most);
}

TEST(Amount, to_decimal_shows_minor_units_and_what_is_finer) {
    EXPECT_EQ(to_decimal(100'000, euro()), "0.10");
    EXPECT_EQ(to_decimal(33'333, euro()), "0.033333");
    EXPECT_EQ(to_decimal(-1'500'000, euro()), "-1.50");
    EXPECT_EQ(to_decimal(5'000'000, Currency::parse("JPY").value()), "5");
    EXPECT_EQ(to_decimal(5'000'000, Currency::parse("KWD").value()), "5.000");
    EXPECT_EQ(to_decimal(INT64_MIN, euro()), "-9223372036854.775808");
}

TEST(Amount, what_to_decimal_writes_parse_reads) {
    for (const std::int64_t micro : {0LL, 1LL, 10LL, 999'999LL, 1'000'000LL, 123'456'789LL, 922'337'203'685'477'580LL})
        EXPECT_EQ(Amount::parse(to_decimal(micro, euro()), euro()).value().micro(), micro);
}

TEST(Currency, parse_knows_codes_and_their_decimals) {
    EXPECT_EQ(Currency::parse("EUR").value(), euro());
    EXPECT_EQ(micro_per_minor(euro()), 10'000);
    EXPECT_EQ(micro_per_minor(Currency::parse("JPY").value()), 1'000'000);
    for (const char* code : {"", "eur", "EURO", "XXX", "E"})
        EXPECT_EQ(Currency::parse(code).error(), Refusal::currency_unknown) << code;
}

TEST(AmountDeathTest, mixing_currencies_is_a_bug_and_ends_the_process) {
    const Amount yen = Amount::from_micro(1, Currency::parse("JPY").value()).value();
    EXPECT_DEATH((void)add(Amount::zero(euro()), yen), "internal error");
}

}  // namespace
}  // namespace obolus::money
