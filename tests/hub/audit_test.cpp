// Tampering with the books: every change to the journal is found, and the first wrong row is named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/gift.hpp"
#include "hub/opt_out.hpp"
#include "support/tampering.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::Tampering;
using support::TestHub;
using testing::HasSubstr;

/// Books with every kind of transfer in them.
void fill(TestHub& test) {
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2", 5, 2);
    for (const char* subject : {"10", "11", "2"})
        ASSERT_TRUE(test.flattr(ada, subject));
    ASSERT_TRUE(test.flattr(bob, "10"));
    test.end_and_close_month();
    ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("10")}));
    ASSERT_TRUE(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{test.sign_in("11")}));
    const auto give = [&](const identity::ExternalIdentity& recipient, const std::string& key) {
        return test.hub().run_now(hub::gift,
                                  hub::Gift{ada, recipient, {"for " + key, "", key}, test.euros(1), false, key});
    };
    identity::ExternalIdentity shown = TestHub::person("12");
    shown.handle_key = shown.handle;
    ASSERT_TRUE(give({identity::by_handle("demo", "", shown.handle), shown.handle, "", "", "", ""}, "by-handle"));
    ASSERT_TRUE(test.hub().run_now(hub::sign_in, hub::SignIn{"session", {shown}, ""}));
    ASSERT_TRUE(give(TestHub::person("13"), "returned"));
    ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in("13")}));
    ASSERT_EQ(test.audit(), "");
}

class Audit : public testing::TestWithParam<Tampering> {};

TEST_P(Audit, finds_what_was_tampered_with_and_names_it) {
    TestHub test;
    fill(test);
    test.tamper(GetParam().sql);
    EXPECT_THAT(test.audit(), HasSubstr(GetParam().found));
}

INSTANTIATE_TEST_SUITE_P(
    Tamperings, Audit,
    testing::Values(
        Tampering{"UPDATE transfers SET amount_micro = amount_micro + 1 WHERE seq = 1", "journal: "},
        Tampering{"UPDATE transfers SET amount_micro = amount_micro + 1 WHERE seq = 1",
                  "02_counters_equal_transfers: accounts"},
        Tampering{"UPDATE transfers SET kind = 2 WHERE seq = 1", "journal: txns 1 was changed"},
        Tampering{"DELETE FROM transfers WHERE seq = 2", "journal: txns 2 was changed"},
        Tampering{"DELETE FROM txns WHERE seq = 2; DELETE FROM transfers WHERE seq = 2",
                  "journal: txns 3 does not follow txn 1"},
        Tampering{"DELETE FROM txns WHERE seq = (SELECT MAX(seq) FROM txns)", "13_sequence_is_gapless: log_head"},
        Tampering{"UPDATE txns SET at = 1 WHERE seq = 3", "journal: txns 3 is not later"},
        Tampering{"UPDATE txns SET at = at + 1 WHERE seq = 3", "journal: txns 3 was changed"},
        Tampering{"UPDATE txns SET chain = leaf WHERE seq = 3", "journal: txns 3 does not continue the hash chain"},
        Tampering{"UPDATE log_head SET chain = '0000000000000000000000000000000000000000000000000000000000000000'",
                  "journal: log_head"},
        Tampering{"UPDATE accounts SET credits_posted = credits_posted + 1 WHERE id = 2",
                  "01_debits_equal_credits: accounts EUR"},
        Tampering{"UPDATE accounts SET debits_posted = credits_posted + 1 WHERE kind = 6", "03_no_liability_overdrawn"},
        Tampering{"UPDATE transfers SET debit_account = credit_account WHERE seq = 1",
                  "04_transfers_are_sound: transfers 1.1"},
        Tampering{"UPDATE line_reversals SET line = line, by_seq = 1", "05_returned_lines_are_named_once"},
        Tampering{"UPDATE month_closes SET amount_micro = 7 WHERE giver = 1",
                  "06_closes_match_transfers: month_closes"},
        Tampering{"DELETE FROM month_closes WHERE giver = 2", "07_closed_months_are_settled: giver_months"},
        Tampering{"DELETE FROM flattrs WHERE giver = 2", "08_flattrs_are_counted: months"},
        Tampering{"UPDATE log_head SET flattrs = flattrs + 1", "08_flattrs_are_counted: months"},
        Tampering{"DELETE FROM giver_months WHERE giver = 2", "08_flattrs_are_counted: giver_months"},
        Tampering{"UPDATE links SET member = 999 WHERE identity = 1", "09_links_are_whole: links 1"},
        Tampering{"UPDATE accounts SET debits_pending = 5 WHERE kind = 3 AND owner = 1; "
                  "UPDATE accounts SET credits_pending = 5 WHERE kind = 1",
                  "02_counters_equal_transfers: accounts"},
        Tampering{"DELETE FROM line_reversals", "journal: line_reversals"},
        Tampering{
            "INSERT INTO line_reversals SELECT seq, n, 0, (SELECT MAX(seq) FROM txns) FROM arrivals WHERE state = 2",
            "journal: line_reversals"},
        Tampering{"UPDATE accounts SET owner = owner + 50 WHERE kind = 6",
                  "brings a line to an identity that it wasn't given to"},
        Tampering{"UPDATE accounts SET owner = 77 WHERE kind = 3 AND owner = 1", "journal: txns 1 was changed"},
        Tampering{"UPDATE log_head SET at = 1", "journal: log_head"},
        Tampering{"DELETE FROM idempotency", "14_top_ups_have_their_keys: idempotency"},
        Tampering{
            "UPDATE accounts SET owner = -1 WHERE kind = 7 AND owner = 2; UPDATE accounts SET owner = 2 WHERE kind "
            "= 7 AND owner = 3; UPDATE accounts SET owner = 3 WHERE owner = -1",
            "11_escrow_equals_what_waits: arrivals"},
        Tampering{"UPDATE arrivals SET member = 1 WHERE state = 4", "11_escrow_equals_what_waits: arrivals"},
        Tampering{"UPDATE arrivals SET member = 1 WHERE state = 2", "10_escrow_goes_to_owner_or_givers"},
        Tampering{"UPDATE arrivals SET state = 1, member = 0, resolved_seq = 0 WHERE state = 2",
                  "11_escrow_equals_what_waits"},
        Tampering{"UPDATE accounts SET debits_posted = 0 WHERE kind = 1", "12_liabilities_are_covered"},
        Tampering{"UPDATE transfers SET lines = lines || ';1.1.1.1' WHERE kind = 4 AND n = 1",
                  "is not the sum of its lines"},
        Tampering{"DELETE FROM gifts", "20_gifts_are_whole: transfers"},
        Tampering{"UPDATE gifts SET giver = 2", "20_gifts_are_whole: gifts"},
        Tampering{"DELETE FROM idempotency WHERE scope LIKE 'gift/%'", "20_gifts_are_whole: idempotency gift/1"},
        Tampering{"UPDATE identities SET name = 'Grace' WHERE subject LIKE '#%'",
                  "21_nothing_waits_for_opted_out: opt_outs"},
        Tampering{"UPDATE arrivals SET state = 1, resolved_seq = 0 WHERE identity IN (SELECT identity FROM opt_outs)",
                  "21_nothing_waits_for_opted_out: arrivals"},
        Tampering{"UPDATE handle_claims SET claimant = identity", "22_handles_are_claimed_by_people: handle_claims"},
        Tampering{"INSERT INTO links SELECT id, 1, 0 FROM identities WHERE subject LIKE '@%'",
                  "22_handles_are_claimed_by_people: links"},
        Tampering{"UPDATE transfers SET lines = 'x' WHERE kind = 5 AND n = 1", "has lines that can't be read"},
        Tampering{"UPDATE members SET left_at = 1, home_identity = 1 WHERE id = 1",
                  "23_who_left_has_nothing_left: accounts"}),
    support::name_of_tampering);

}  // namespace
}  // namespace obolus
