#include "claims/escrow.hpp"

#include <gtest/gtest.h>

namespace obolus::claims {
namespace {

WaitingLine waiting(std::int32_t index, std::int64_t giver, std::int64_t amount) {
    return {{63, 1, index}, {{giver}, {5}, {9}, amount, {60, 2, index}}};
}

const ReturnAccounts wallets{{{1}, ledger::wallet_of({1}, money::euro())},
                             {{2}, ledger::wallet_of({2}, money::euro())}};

TEST(Escrow, release_pays_the_owner_all_that_others_gave) {
    const Release result = release({9}, {3}, {waiting(0, 1, 100), waiting(1, 2, 50)}, wallets, money::euro());
    EXPECT_EQ(result.released_micro, 150);
    EXPECT_EQ(result.refunded_micro, 0);
    ASSERT_EQ(result.postings.size(), 1U);
    EXPECT_EQ(result.postings[0].credit, ledger::revenue_of({3}, money::euro()));
    EXPECT_EQ(result.postings[0].debit, ledger::escrow_of({9}, money::euro()));
    EXPECT_TRUE(result.reversed.empty());
}

TEST(Escrow, rule_11_ones_own_returns_to_the_wallet_and_is_never_revenue) {
    const Release result = release({9}, {1}, {waiting(0, 1, 100), waiting(1, 2, 50)}, wallets, money::euro());
    EXPECT_EQ(result.released_micro, 50);
    EXPECT_EQ(result.refunded_micro, 100);
    ASSERT_EQ(result.postings.size(), 2U);
    EXPECT_EQ(result.postings[1].credit, ledger::wallet_of({1}, money::euro()));
    EXPECT_EQ(result.reversed, (std::vector<ledger::LineAddress>{{63, 1, 0}}));
}

TEST(Escrow, rule_20_what_one_gave_who_left_returns_to_where_it_waits_for_him) {
    ReturnAccounts back = wallets;
    back.insert_or_assign({2}, ledger::escrow_of({77}, money::euro()));
    const Return result = give_back({9}, {waiting(0, 1, 100), waiting(1, 2, 50)}, back, money::euro());
    ASSERT_EQ(result.postings.size(), 2U);
    EXPECT_EQ(result.postings[1].credit, ledger::escrow_of({77}, money::euro()));
    // Come back as member 3, he has it in his wallet, whoever he was when he gave it.
    back.insert_or_assign({2}, ledger::wallet_of({3}, money::euro()));
    const Release own = release({77}, {3}, {waiting(1, 2, 50)}, back, money::euro());
    EXPECT_EQ(own.refunded_micro, 50);
    EXPECT_EQ(own.released_micro, 0);
}

TEST(Escrow, give_back_returns_each_line_to_its_giver_by_name) {
    const Return result =
        give_back({9}, {waiting(0, 1, 100), waiting(1, 2, 50), waiting(2, 1, 7)}, wallets, money::euro());
    EXPECT_EQ(result.returned_micro, 157);
    ASSERT_EQ(result.postings.size(), 2U);
    EXPECT_EQ(result.postings[0].credit, ledger::wallet_of({1}, money::euro()));
    EXPECT_EQ(result.postings[0].amount_micro, 107);
    EXPECT_EQ(result.postings[0].lines[1].origin, (ledger::LineAddress{63, 1, 2}));
    EXPECT_EQ(result.reversed.size(), 3U);
}

}  // namespace
}  // namespace obolus::claims
