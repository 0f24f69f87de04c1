// Tampering with holds, payouts, fees and histories: the checks find it and name the row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/chargeback.hpp"
#include "hub/gift.hpp"
#include "hub/index_history.hpp"
#include "hub/payout.hpp"
#include "support/tampering.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::Tampering;
using support::TestHub;
using testing::HasSubstr;

hub::Rules rules() {
    hub::Rules rules = TestHub::default_rules();
    rules.fee_ppm = 100'000;
    return rules;
}

/// A fee that was taken, a payout in each state, a line that was charged back, and a history up to its end.
void fill(TestHub& test) {
    const base::MemberId ada = test.join("1");
    const auto top_up = test.top_up(ada, test.euros(4)).value();
    ASSERT_TRUE(test.set_budget(ada, test.euros(4)));
    const base::MemberId bob = test.join("2");
    const base::MemberId eve = test.join("3", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "2"));
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(eve, "10"));
    test.end_and_close_month();
    for (const char* key : {"1", "2", "3"})
        ASSERT_TRUE(test.hub().run_now(
            hub::reserve_payout,
            hub::ReservePayout{bob, test.micro(500'000), "test", "test:ok", base::from_micros(INT64_MAX / 2), key}));
    ASSERT_TRUE(test.hub().run_now(hub::settle_payout, hub::SettlePayout{1, hub::RailAnswer::settled, "r", ""}));
    ASSERT_TRUE(test.hub().run_now(hub::settle_payout, hub::SettlePayout{2, hub::RailAnswer::failed, "", "no"}));
    ASSERT_TRUE(test.hub().run_now(hub::chargeback, hub::Chargeback{top_up.id, "c"}));
    ASSERT_TRUE(test.hub().run_now(hub::index_history, hub::IndexHistory{}));
    ASSERT_EQ(test.audit(), "");
}

class MoneyAudit : public testing::TestWithParam<Tampering> {};

TEST_P(MoneyAudit, finds_what_was_tampered_with_and_names_it) {
    TestHub test(rules());
    fill(test);
    test.tamper(GetParam().sql);
    EXPECT_THAT(test.audit(), HasSubstr(GetParam().found));
}

INSTANTIATE_TEST_SUITE_P(
    Tamperings, MoneyAudit,
    testing::Values(
        Tampering{"UPDATE transfers SET pending_n = 9 WHERE phase = 3", "15_holds_resolve_once: transfers"},
        Tampering{"UPDATE transfers SET pending_n = 9 WHERE phase = 3",
                  "resolves a hold that does not exist or was resolved before"},
        Tampering{"UPDATE transfers SET pending_seq = (SELECT MIN(seq) FROM transfers WHERE phase = 2) WHERE phase = 4",
                  "15_holds_resolve_once: transfers"},
        Tampering{"UPDATE transfers SET amount_micro = amount_micro - 1 WHERE phase = 4",
                  "resolves another amount than was held"},
        Tampering{"UPDATE transfers SET pending_seq = 1, pending_n = 1 WHERE seq = 2",
                  "names a hold that it does not resolve"},
        Tampering{"UPDATE transfers SET dr_from = 5 WHERE phase = 2", "does not continue its accounts' first-in"},
        Tampering{"UPDATE transfers SET phase = 7 WHERE phase = 2", "has a phase that does not exist"},
        Tampering{"UPDATE payouts SET state = 1, resolved_seq = 0 WHERE state = 2", "16_payouts_match_holds: payouts"},
        Tampering{"UPDATE payouts SET state = 3 WHERE state = 2", "16_payouts_match_holds: payouts"},
        Tampering{"UPDATE payouts SET member = 99 WHERE state = 1", "16_payouts_match_holds: payouts"},
        Tampering{"DELETE FROM payouts WHERE state = 1", "16_payouts_match_holds: accounts"},
        Tampering{"UPDATE accounts SET debits_pending = 0 WHERE kind = 7; UPDATE accounts SET credits_pending = 0 "
                  "WHERE kind = 8",
                  "journal: accounts"},
        Tampering{"UPDATE arrivals SET fee_micro = fee_micro + 1 WHERE state = 4", "17_fees_match_arrivals: accounts"},
        Tampering{"UPDATE arrivals SET fee_micro = amount_micro WHERE state = 1", "17_fees_match_arrivals: arrivals"},
        Tampering{"UPDATE arrivals SET returned_micro = 0 WHERE returned_micro > 0",
                  "11_escrow_equals_what_waits: accounts"},
        Tampering{"DELETE FROM account_history WHERE seq = 1", "18_history_is_the_journals: account_history 1.1"},
        Tampering{"INSERT INTO account_history VALUES (1, 9999, 1)",
                  "18_history_is_the_journals: account_history 9999.1"}),
    support::name_of_tampering);

std::vector<hub::AuditFinding> warnings(const TestHub& test) {
    std::string problem;
    const auto report = hub::audit(test.database(), {}, problem);
    EXPECT_TRUE(report) << problem;
    EXPECT_TRUE(report && report.value().clean());
    return report ? report.value().warnings : std::vector<hub::AuditFinding>{};
}

/// Invariant 13, rule 21: the operator must know how much of what is owed is not there.
TEST(UncoveredLoss, is_told_with_its_sum_until_fees_have_covered_it) {
    TestHub test(rules());
    const base::MemberId ada = test.join("1");
    const auto top_up = test.top_up(ada, test.euros(5)).value();
    const base::MemberId eve = test.join("2", 45, 0);
    test.join("3");
    const auto give = [&](base::MemberId giver, std::int64_t euros) {
        return test.hub().run_now(
            hub::gift, hub::Gift{giver, TestHub::person("3"), {"for 3", "", "3"}, test.euros(euros), false, "g"});
    };
    ASSERT_TRUE(give(ada, 5));
    EXPECT_TRUE(warnings(test).empty());
    ASSERT_EQ(test.hub().run_now(hub::chargeback, hub::Chargeback{top_up.id, "c"}).value().loss, test.euros(5));
    const auto told = warnings(test);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].check, "uncovered_loss");
    EXPECT_EQ(told[0].row_key, "EUR");
    EXPECT_THAT(told[0].problem, testing::StartsWith("4.50 EUR less is there than is owed"));
    ASSERT_TRUE(give(eve, 45));
    EXPECT_TRUE(warnings(test).empty());
}

}  // namespace
}  // namespace obolus
