// Tampering with what lines say: the replay compares each with the line that it passes on or returns. Every change here
// leaves all sums right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/gift.hpp"
#include "hub/leave.hpp"
#include "support/tampering.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::Tampering;
using support::TestHub;
using testing::HasSubstr;

/// Ada and Bob give one euro each to 10, who claims, to 11, who declines, and to 12, for whom it waits.
void fill(TestHub& test) {
    for (const char* giver : {"1", "2"}) {
        const base::MemberId member = test.join(giver, 5, 3);
        for (const char* subject : {"10", "11", "12"})
            ASSERT_TRUE(test.flattr(member, subject));
    }
    test.end_and_close_month();
    ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("10")}));
    ASSERT_TRUE(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{test.sign_in("11")}));
    ASSERT_EQ(test.number("SELECT COUNT(*) FROM transfers WHERE kind = 7 AND amount_micro = 1000000"), 2);
    ASSERT_EQ(test.number("SELECT COUNT(*) FROM transfers WHERE kind = 6 AND amount_micro = 2000000"), 1);
    ASSERT_EQ(test.audit(), "");
}

class LineAudit : public testing::TestWithParam<Tampering> {};

TEST_P(LineAudit, finds_a_line_that_is_not_what_it_came_as) {
    TestHub test;
    fill(test);
    test.tamper(GetParam().sql);
    EXPECT_THAT(test.audit(), HasSubstr(GetParam().found));
}

INSTANTIATE_TEST_SUITE_P(
    Tamperings, LineAudit,
    testing::Values(
        // Two refunds of equal sums, each to the other's wallet.
        Tampering{"CREATE TABLE swapped AS SELECT n, credit_account FROM transfers WHERE kind = 7; "
                  "UPDATE transfers SET credit_account = (SELECT s.credit_account FROM swapped s WHERE s.n <> "
                  "transfers.n) WHERE kind = 7",
                  "returns a line to somebody who is not its giver"},
        // One micro-unit from one giver's share to the other's.
        Tampering{"UPDATE transfers SET lines = REPLACE(REPLACE(lines, '.1000000.', '.1000001.'), ';2....', "
                  "';2...999999.') WHERE kind = 5 AND n = 1",
                  "has a line of another giver, thing, identity or amount than its origin"},
        // The first giver's share twice, the second's not at all.
        Tampering{"UPDATE transfers SET lines = REPLACE(lines, ';2.....2.', ';......') WHERE kind = 5 AND n = 1",
                  "names as origin a line that does not wait, or not any more"},
        // A refund of what was claimed.
        Tampering{"UPDATE transfers SET lines = REPLACE(lines, '.2.0', '.1.0') WHERE kind = 7 AND n = 1",
                  "names as origin a line that does not wait, or not any more"},
        Tampering{"UPDATE transfers SET lines = REPLACE(lines, '1.', '2.') WHERE kind = 4 AND n = 1",
                  "has a line of somebody whose money it isn't"},
        Tampering{"UPDATE transfers SET lines = '' WHERE kind = 5 AND n = 1", "without lines"},
        Tampering{"UPDATE transfers SET lines = lines || '.1.1.0' WHERE kind = 4 AND n = 1",
                  "names origins, and is neither a share nor a refund"},
        // A claim into a revenue that was made up, as if nothing had been there before.
        Tampering{"INSERT INTO accounts VALUES (900, 7, 99, 0, 'EUR', 0, 2000000, 0, 0); UPDATE transfers SET "
                  "credit_account = 900 WHERE kind = 6",
                  "goes to a member who did not claim it"},
        // ... and what was claimed is said to be something else that waits.
        Tampering{"UPDATE arrivals SET state = 1, resolved_seq = 0, member = 0 WHERE state = 2",
                  "is not what waited: that was 0"},
        Tampering{"UPDATE line_reversals SET line = line + 5", "journal: line_reversals"},
        Tampering{"UPDATE line_reversals SET by_seq = by_seq - 1", "names a line that its txn did not return"},
        Tampering{"DELETE FROM line_reversals", "is missing: txn"}),
    support::name_of_tampering);

/// Rule 20: who has left has it back elsewhere, and the audit knows from when on.
TEST(LineAudit, knows_who_had_left) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 0);
    ASSERT_TRUE(test.hub().run_now(
        hub::gift, hub::Gift{ada, TestHub::person("12"), {"for 12", "", "12"}, test.euros(2), false, "g"}));
    ASSERT_TRUE(test.hub().run_now(hub::leave, hub::Leave{test.sign_in("1"), "test", "test:ok", "k"}));
    ASSERT_TRUE(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{test.sign_in("12")}));
    ASSERT_EQ(test.audit(), "");
    test.tamper("UPDATE members SET left_at = left_at + 1000000000000 WHERE left_at > 0");
    EXPECT_THAT(test.audit(), HasSubstr("returns a line to somebody who is not its giver"));
}

}  // namespace
}  // namespace obolus
