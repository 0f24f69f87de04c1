#include "giving/gift.hpp"

#include <gtest/gtest.h>

#include "giving/refusal.hpp"

namespace obolus::giving {
namespace {

money::Amount euro_micro(std::int64_t micro) { return money::Amount::from_micro(micro, money::euro()).value(); }

TEST(Gift, is_one_line_out_of_the_wallet_to_whom_it_is_for) {
    const ledger::Posting waits = post_gift({{1}, {5}, {9}, {}, euro_micro(7)}).value();
    EXPECT_EQ(waits.debit, ledger::wallet_of({1}, money::euro()));
    EXPECT_EQ(waits.credit, ledger::escrow_of({9}, money::euro()));
    EXPECT_EQ(waits.amount_micro, 7);
    EXPECT_EQ(waits.lines, (std::vector<ledger::Line>{{{1}, {5}, {9}, 7, {}}}));
    EXPECT_EQ(post_gift({{1}, {5}, {9}, {2}, euro_micro(7)}).value().credit, ledger::revenue_of({2}, money::euro()));
}

TEST(Gift, rule_11_nobody_gives_to_himself_and_nothing_is_no_gift) {
    EXPECT_EQ(post_gift({{1}, {5}, {9}, {1}, euro_micro(7)}).error(), Refusal::own_thing);
    EXPECT_EQ(post_gift({{1}, {5}, {9}, {}, euro_micro(0)}).error(), money::Refusal::amount_zero);
}

TEST(Gift, only_what_waits_is_recalled) {
    EXPECT_TRUE(check_recall(GiftState::waiting));
    EXPECT_EQ(check_recall(GiftState::claimed).error(), Refusal::gift_claimed);
    EXPECT_EQ(check_recall(GiftState::received).error(), Refusal::gift_claimed);
    EXPECT_EQ(check_recall(GiftState::returned).error(), Refusal::gift_returned);
}

}  // namespace
}  // namespace obolus::giving
