#include "payouts/chargeback.hpp"

#include <gtest/gtest.h>

namespace obolus::payouts {
namespace {

TEST(Chargeback, takes_the_wallet_then_the_budgets_then_unclaimed_lines_and_the_rest_is_a_loss) {
    const std::vector<std::int64_t> budgets{20, 5};
    const std::vector<std::int64_t> lines{30, 10};
    const ChargebackPlan all = plan_chargeback(200, {100, budgets, lines});
    EXPECT_EQ(all.from_wallet, 100);
    EXPECT_EQ(all.from_budgets, (std::vector<std::int64_t>{20, 5}));
    EXPECT_EQ(all.from_escrow, 40);
    EXPECT_EQ(all.lines_returned, 2U);
    EXPECT_EQ(all.loss, 35);
}

TEST(Chargeback, takes_no_more_than_is_missing) {
    const std::vector<std::int64_t> budgets{20};
    const std::vector<std::int64_t> lines{30, 10};
    const ChargebackPlan wallet_is_enough = plan_chargeback(60, {100, budgets, lines});
    EXPECT_EQ(wallet_is_enough.from_wallet, 60);
    EXPECT_EQ(wallet_is_enough.from_budgets, (std::vector<std::int64_t>{0}));
    EXPECT_EQ(wallet_is_enough.lines_returned, 0U);
    EXPECT_EQ(wallet_is_enough.loss, 0);
}

TEST(Chargeback, returns_a_line_whole_though_less_of_it_is_needed) {
    const std::vector<std::int64_t> lines{30, 10};
    const ChargebackPlan plan = plan_chargeback(7, {0, {}, lines});
    EXPECT_EQ(plan.lines_returned, 1U);
    EXPECT_EQ(plan.from_escrow, 7);
    EXPECT_EQ(plan.loss, 0);
}

}  // namespace
}  // namespace obolus::payouts
