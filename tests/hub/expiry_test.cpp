// What goes back, and where to: expiry, and givers who have left (rules 17 and 20).
#include <gtest/gtest.h>

#include "claims/refusal.hpp"
#include "hub/expire_escrow.hpp"
#include "hub/gift.hpp"
#include "hub/leave.hpp"
#include "hub/opt_out.hpp"
#include "hub/payout.hpp"
#include "hub/withdraw_platform.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

void give(TestHub& test, base::MemberId giver, const std::string& subject, std::int64_t euros) {
    ASSERT_TRUE(test.hub().run_now(
        hub::gift,
        hub::Gift{
            giver, TestHub::person(subject), {"demo:" + subject, "", ""}, test.euros(euros), false, "to-" + subject}));
}

hub::ExpiryReceipt expire_all(TestHub& test) {
    test.advance(test.hub().rules().escrow_ttl + std::chrono::seconds{1});
    return test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}).value();
}

std::string escrow_of(const std::string& subject) {
    return "SELECT COALESCE(SUM(credits_posted - debits_posted), 0) FROM accounts WHERE kind = 6 AND owner = (SELECT "
           "id "
           "FROM identities WHERE subject = '" +
           subject + "')";
}

/// Behind the hub's back: the ledger refuses to take anything out.
void empty_escrow(TestHub& test, const std::string& subject) {
    test.tamper(
        "UPDATE accounts SET debits_posted = credits_posted WHERE kind = 6 AND owner = (SELECT id FROM identities "
        "WHERE subject = '" +
        subject + "')");
}

/// Gives all that he has to 10 and leaves: who he was.
base::MemberId give_and_leave(TestHub& test) {
    const base::MemberId giver = test.join("1", 5, 1);
    give(test, giver, "10", 5);
    EXPECT_TRUE(test.hub().run_now(hub::leave, hub::Leave{test.sign_in("1"), "", "", "leave"}));
    return giver;
}

TEST(Expiry, one_refusal_does_not_stop_the_rest) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    give(test, ada, "10", 1);
    give(test, ada, "11", 1);
    give(test, ada, "12", 1);
    empty_escrow(test, "10");
    const hub::ExpiryReceipt receipt = expire_all(test);
    EXPECT_EQ(receipt.identities, 2);
    EXPECT_EQ(receipt.skipped, 1);
    EXPECT_EQ(receipt.returned, test.euros(2));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(4));
}

TEST(Expiry, is_done_in_bounded_steps) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    for (const char* subject : {"10", "11", "12"})
        give(test, ada, subject, 1);
    test.advance(test.hub().rules().escrow_ttl + std::chrono::seconds{1});
    const auto step = [&] { return test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{2}).value().identities; };
    EXPECT_EQ(step(), 2);
    EXPECT_EQ(step(), 1);
    EXPECT_EQ(step(), 0);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

/// What can't go back is looked at once in a walk, and holds nobody up.
TEST(Expiry, passes_over_what_has_nowhere_to_go_and_counts_it) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    for (const char* subject : {"10", "11", "12", "13"})
        give(test, ada, subject, 1);
    for (const char* subject : {"10", "11"})
        empty_escrow(test, subject);
    test.advance(test.hub().rules().escrow_ttl + std::chrono::seconds{1});
    const auto step = [&](base::IdentityId after) {
        return test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{2, after}).value();
    };
    const hub::ExpiryReceipt first = step({});
    EXPECT_EQ(first.identities, 0);
    EXPECT_EQ(first.skipped, 2);
    const hub::ExpiryReceipt second = step(first.last);
    EXPECT_EQ(second.identities, 2);
    EXPECT_EQ(second.skipped, 0);
    const hub::ExpiryReceipt third = step(second.last);
    EXPECT_EQ(third.identities + third.skipped, 0);
    EXPECT_FALSE(third.last);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(3));
}

TEST(Expiry, rule_17_a_withdrawn_platforms_money_returns_after_60_days_and_no_later_than_it_would_have) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    give(test, ada, "10", 1);
    identity::ExternalIdentity elsewhere = TestHub::person("10");
    elsewhere.key.provider = "other";
    ASSERT_TRUE(test.hub().run_now(hub::gift,
                                   hub::Gift{ada, elsewhere, {"other:10", "", ""}, test.euros(1), false, "elsewhere"}));
    const auto withdraw = [&] {
        return test.hub().run_now(hub::withdraw_platform, hub::WithdrawPlatform{"demo"}).value();
    };
    EXPECT_EQ(withdraw().arrivals, 1);
    test.advance(std::chrono::days{59});
    EXPECT_EQ(withdraw().arrivals, 0);  // the date doesn't move away again
    EXPECT_EQ(test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}).value().identities, 0);
    test.advance(std::chrono::days{1} + std::chrono::seconds{1});
    EXPECT_EQ(test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}).value().returned, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(4));
    EXPECT_EQ(test.audit(), "");
}

TEST(Refund, rule_20_what_comes_back_to_one_who_has_left_waits_where_he_can_claim_it) {
    TestHub test;
    const base::MemberId ada = give_and_leave(test);
    ASSERT_TRUE(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{test.sign_in("10")}));
    EXPECT_EQ(test.number(escrow_of("1")), 5'000'000);
    EXPECT_EQ(test.audit(), "");
    // He comes back: it is his own money, in his new wallet, not revenue.
    EXPECT_EQ(test.preview("1").own, test.euros(5));
    const auto receipt = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("1")}).value();
    EXPECT_NE(receipt.member, ada);
    EXPECT_EQ(receipt.refunded, test.euros(5));
    EXPECT_EQ(test.dashboard(receipt.member).wallet, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

TEST(Refund, rule_20_what_comes_back_to_one_who_has_returned_is_in_his_new_wallet) {
    TestHub test;
    give_and_leave(test);
    const base::MemberId again = test.join("1");
    EXPECT_EQ(expire_all(test).returned, test.euros(5));
    EXPECT_EQ(test.dashboard(again).wallet, test.euros(5));
    ASSERT_EQ(test.dashboard(again).notices.size(), 1U);
    EXPECT_EQ(test.audit(), "");
}

TEST(Refund, rule_20_what_its_giver_never_comes_for_goes_to_whom_the_config_names) {
    hub::Rules rules = TestHub::default_rules();
    rules.leftovers_to = {"demo", "", "charity"};
    TestHub test(rules);
    const base::MemberId charity = test.join("charity");
    give_and_leave(test);
    EXPECT_EQ(expire_all(test).identities, 1);
    EXPECT_EQ(test.number(escrow_of("1")), 5'000'000);
    EXPECT_EQ(expire_all(test).identities, 1);
    EXPECT_EQ(test.number(escrow_of("1")), 0);
    EXPECT_EQ(test.dashboard(charity).revenue, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

TEST(Refund, rule_20_what_comes_back_to_one_who_has_left_and_opted_out_still_waits_for_him_alone) {
    TestHub test;
    give_and_leave(test);
    ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in("1")}));
    ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in("10")}));
    EXPECT_EQ(test.audit(), "");
    EXPECT_EQ(test.preview("10").waiting, test.euros(0));
    const auto own = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("1")}).value();
    EXPECT_EQ(own.refunded, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

TEST(Refund, rule_20_what_has_nowhere_to_go_goes_on_waiting) {
    TestHub test;
    give_and_leave(test);
    expire_all(test);
    const hub::ExpiryReceipt stuck = expire_all(test);
    EXPECT_EQ(stuck.identities, 0);
    EXPECT_EQ(stuck.skipped, 1);
    EXPECT_EQ(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{test.sign_in("1")}).error(),
              claims::Refusal::nothing_waiting);
    EXPECT_EQ(test.preview("1").own, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

/// One line of the month's arrival has nowhere to go; the others go back, and its fee is not theirs.
TEST(Refund, rule_17_one_giver_who_has_left_for_this_very_escrow_holds_up_nobody_else) {
    hub::Rules rules = TestHub::default_rules();
    rules.fee_ppm = 100'000;
    TestHub test(rules);
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2", 5, 2);
    ASSERT_TRUE(test.flattr(ada, "20"));
    ASSERT_TRUE(test.flattr(bob, "20"));
    ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"1", "20"})}));
    ASSERT_TRUE(test.hub().run_now(hub::leave, hub::Leave{test.sign_in("20"), "test", "test:ok", "leave"}));
    test.end_and_close_month();
    ASSERT_EQ(test.number(escrow_of("20")), 3'000'000);
    ASSERT_EQ(test.number("SELECT COUNT(*) FROM arrivals WHERE state = 1"), 1);
    EXPECT_EQ(expire_all(test).returned, test.euros(2));
    EXPECT_EQ(test.dashboard(bob).wallet, test.euros(5));
    EXPECT_EQ(test.number(escrow_of("20")), 1'000'000);
    EXPECT_EQ(test.number("SELECT fee_micro FROM arrivals WHERE state = 1"), 100'000);
    EXPECT_EQ(test.audit(), "");
    EXPECT_EQ(expire_all(test).skipped, 1);
    // She comes back: it is her own money.
    EXPECT_EQ(test.preview("20").own, test.euros(1));
    const auto own = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("20")}).value();
    EXPECT_EQ(own.refunded, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

/// A payout that fails while its owner has opted out has nowhere to go, until he lifts that (rule 16).
TEST(Refund, rule_20_what_stayed_while_its_owner_had_opted_out_waits_for_him_when_he_lifts_that) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 0);
    ASSERT_TRUE(test.hub().run_now(hub::leave, hub::Leave{test.sign_in("1"), "test", "test:fail", "k"}));
    ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in("1")}));
    ASSERT_TRUE(test.hub().run_now(hub::settle_payout, hub::SettlePayout{1, hub::RailAnswer::failed, "", "closed"}));
    const std::string in_wallet =
        "SELECT credits_posted - debits_posted - debits_pending FROM accounts WHERE kind = 3 AND owner = " +
        std::to_string(ada.value);
    EXPECT_EQ(test.number(in_wallet), 5'000'000);
    EXPECT_EQ(test.audit(), "");
    ASSERT_TRUE(test.hub().run_now(hub::lift_opt_out, hub::LiftOptOut{test.sign_in("1")}));
    EXPECT_EQ(test.number(in_wallet), 0);
    EXPECT_EQ(test.audit(), "");
    EXPECT_EQ(test.preview("1").own, test.euros(5));
    EXPECT_EQ(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("1")}).value().refunded,
              test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus
