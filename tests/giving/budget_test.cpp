#include "giving/budget.hpp"

#include <gtest/gtest.h>

namespace obolus::giving {
namespace {

BudgetState state(std::int64_t plan, std::int64_t flattrs, std::int64_t reserved, std::int64_t wallet) {
    return {{7}, {24'322}, money::Amount::from_micro(plan, money::euro()).value(), flattrs, reserved, wallet};
}

TEST(Budget, rule_1_nothing_is_reserved_before_the_first_flattr) {
    EXPECT_FALSE(adjust_reserve(state(100, 0, 0, 500)));
}

TEST(Budget, rule_1_the_first_flattr_reserves_the_plan) {
    const auto posting = adjust_reserve(state(100, 1, 0, 500));
    ASSERT_TRUE(posting);
    EXPECT_EQ(posting->kind, ledger::TransferKind::budget_reserve);
    EXPECT_EQ(posting->amount_micro, 100);
    EXPECT_FALSE(adjust_reserve(state(100, 2, 100, 400)));
}

TEST(Budget, rule_2_a_short_wallet_reserves_what_is_there) {
    EXPECT_EQ(adjust_reserve(state(100, 1, 0, 30))->amount_micro, 30);
    EXPECT_FALSE(adjust_reserve(state(100, 1, 30, 0)));
    EXPECT_EQ(adjust_reserve(state(100, 1, 30, 50))->amount_micro, 50);
}

TEST(Budget, rule_3_raising_reserves_the_difference_and_lowering_releases_it) {
    EXPECT_EQ(adjust_reserve(state(150, 3, 100, 500))->amount_micro, 50);
    const auto lowered = adjust_reserve(state(40, 3, 100, 500));
    ASSERT_TRUE(lowered);
    EXPECT_EQ(lowered->kind, ledger::TransferKind::budget_release);
    EXPECT_EQ(lowered->amount_micro, 60);
    EXPECT_EQ(adjust_reserve(state(0, 3, 100, 500))->amount_micro, 100);
}

TEST(Budget, rule_7_when_every_flattr_was_undone_a_lowered_plan_still_releases_and_a_raised_one_reserves_nothing) {
    EXPECT_EQ(adjust_reserve(state(40, 0, 100, 500))->amount_micro, 60);
    EXPECT_FALSE(adjust_reserve(state(150, 0, 100, 500)));
}

}  // namespace
}  // namespace obolus::giving
