#include "giving/close.hpp"

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace obolus::giving {
namespace {

const base::Month november{2026 * 12 + 10};

std::vector<CountedFlattr> flattrs(std::int64_t count) {
    std::vector<CountedFlattr> all;
    for (std::int64_t i = 1; i <= count; ++i)
        all.push_back({{i}, {100 + i}, false});
    return all;
}

TEST(CloseGiver, divides_the_reserve_evenly_with_a_line_for_each_flattr) {
    const GiverClose close = close_giver(november, {7}, 1'000'000, flattrs(10));
    EXPECT_EQ(close.outcome, Outcome::divided);
    ASSERT_EQ(close.lines.size(), 10U);
    for (const ledger::Line& line : close.lines)
        EXPECT_EQ(line.amount_micro, 100'000);
    EXPECT_EQ(close.lines[3].thing.value, 4);
    EXPECT_EQ(close.lines[3].identity.value, 104);
    EXPECT_EQ(close.lines[3].giver.value, 7);
}

TEST(CloseGiver, rule_4_without_a_reserve_the_flattrs_lapse) {
    const GiverClose close = close_giver(november, {7}, 0, flattrs(3));
    EXPECT_EQ(close.outcome, Outcome::lapsed);
    EXPECT_TRUE(close.lines.empty());
}

TEST(CloseGiver, without_a_flattr_that_counts_the_budget_returns) {
    EXPECT_EQ(close_giver(november, {7}, 500, {}).outcome, Outcome::returned);
    auto own = flattrs(1);
    own[0].own = true;
    EXPECT_EQ(close_giver(november, {7}, 500, own).outcome, Outcome::returned);
}

TEST(CloseGiver, rule_16_what_was_for_one_who_has_opted_out_is_dropped_and_the_others_share_it) {
    auto some = flattrs(3);
    some[0].opted_out = true;
    const GiverClose close = close_giver(november, {7}, 100, some);
    EXPECT_EQ(close.dropped, 1);
    ASSERT_EQ(close.lines.size(), 2U);
    EXPECT_EQ(close.lines[0].amount_micro, 50);
    EXPECT_EQ(close.lines[1].amount_micro, 50);
}

TEST(CloseGiver, rule_11_ones_own_is_dropped_and_the_others_share_it) {
    auto some = flattrs(4);
    some[1].own = true;
    const GiverClose close = close_giver(november, {7}, 900, some);
    EXPECT_EQ(close.dropped, 1);
    ASSERT_EQ(close.lines.size(), 3U);
    for (const ledger::Line& line : close.lines) {
        EXPECT_EQ(line.amount_micro, 300);
        EXPECT_NE(line.thing.value, 2);
    }
}

TEST(CloseGiver, leftovers_can_be_recomputed_from_the_receipt_and_favour_nobody_for_ever) {
    std::map<std::int64_t, int> got;
    for (std::int32_t month = november.index; month < november.index + 300; ++month) {
        const auto some = flattrs(3);
        const GiverClose close = close_giver({month}, {7}, 1'000'000, some);
        const auto lucky = std::ranges::find(close.lines, 333'334, &ledger::Line::amount_micro);
        ASSERT_NE(lucky, close.lines.end());
        const auto smallest =
            std::ranges::min_element(some, {}, [&](const CountedFlattr& f) { return rank({month}, {7}, f.thing); });
        EXPECT_EQ(lucky->thing, smallest->thing);
        got[lucky->thing.value] += 1;
    }
    for (const auto& [thing, times] : got)
        EXPECT_NEAR(times, 100, 50) << thing;
    EXPECT_EQ(got.size(), 3U);
}

TEST(CloseGiver, random_closes_sum_to_the_reserve) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    for (int round = 0; round < 500; ++round) {
        const auto reserved = std::uniform_int_distribution<std::int64_t>(1, 5'000'000)(random);
        const GiverClose close = close_giver(november, {round}, reserved,
                                             flattrs(std::uniform_int_distribution<std::int64_t>(1, 80)(random)));
        ASSERT_EQ(ledger::sum(close.lines), reserved);
    }
}

}  // namespace
}  // namespace obolus::giving
