// Rules 18 to 21 of docs/domain.md: what becomes of money after it was given.
#include <gtest/gtest.h>

#include "claims/refusal.hpp"
#include "hub/chargeback.hpp"
#include "hub/expire_escrow.hpp"
#include "hub/gift.hpp"
#include "hub/leave.hpp"
#include "hub/payout.hpp"
#include "hub/use_revenue.hpp"
#include "payouts/refusal.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

/// A proof of identity that is recent however far the test's clock runs ahead.
const base::Time recently = base::from_micros(INT64_MAX / 2);

hub::Rules with_fee(std::int64_t fee_ppm) {
    hub::Rules rules = TestHub::default_rules();
    rules.fee_ppm = fee_ppm;
    return rules;
}

base::Result<hub::GiftReceipt> give(TestHub& test, base::MemberId giver, const std::string& subject,
                                    money::Amount amount, const std::string& key) {
    return test.hub().run_now(
        hub::gift, hub::Gift{giver, TestHub::person(subject), {"demo:" + subject, "", ""}, amount, false, key});
}

base::Result<hub::ClaimReceipt> claim(TestHub& test, const std::string& subject) {
    return test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in(subject)});
}

base::Result<hub::PayoutView> pay_out(TestHub& test, base::MemberId member, money::Amount amount,
                                      const std::string& key, const std::string& destination = "test:ok") {
    return test.hub().run_now(hub::reserve_payout,
                              hub::ReservePayout{member, amount, "test", destination, recently, key});
}

std::int64_t fees(TestHub& test) {
    return test.number("SELECT COALESCE(SUM(credits_posted - debits_posted), 0) FROM accounts WHERE kind = 9");
}

TEST(Rule18Fee, is_taken_when_money_reaches_revenue_at_the_rate_frozen_at_giving) {
    TestHub test(with_fee(25'000));
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2");
    ASSERT_TRUE(test.flattr(ada, "2"));
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.restart(with_fee(500'000));  // too late for what was given
    test.end_and_close_month();
    EXPECT_EQ(test.dashboard(bob).revenue, test.micro(487'500));
    EXPECT_EQ(fees(test), 12'500);
    EXPECT_EQ(test.preview("10").waiting, test.micro(500'000));
    EXPECT_EQ(claim(test, "10").value().released, test.micro(487'500));
    EXPECT_EQ(fees(test), 25'000);
    EXPECT_EQ(test.audit(), "");
}

TEST(Rule18Fee, is_rounded_down_for_each_line) {
    TestHub test(with_fee(1));  // a millionth: nothing of less than one euro
    const base::MemberId ada = test.join("1", 5, 2);
    const base::MemberId bob = test.join("2");
    for (const char* post : {"1", "2", "3"})
        ASSERT_TRUE(test.flattr_post(ada, "2", post));
    test.end_and_close_month();
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(2));
    EXPECT_EQ(fees(test), 0);
    ASSERT_TRUE(give(test, ada, "2", test.micro(1'999'999), "g"));
    EXPECT_EQ(fees(test), 1);
    EXPECT_EQ(test.audit(), "");
}

TEST(Rule18Fee, of_a_gift_is_taken_at_once_or_when_it_is_claimed) {
    TestHub test(with_fee(100'000));
    const base::MemberId ada = test.join("1", 5, 0);
    const base::MemberId bob = test.join("2");
    ASSERT_TRUE(give(test, ada, "2", test.euros(1), "g1"));
    EXPECT_EQ(test.dashboard(bob).revenue, test.micro(900'000));
    ASSERT_TRUE(give(test, ada, "10", test.euros(1), "g2"));
    EXPECT_EQ(fees(test), 100'000);
    EXPECT_EQ(claim(test, "10").value().released, test.micro(900'000));
    EXPECT_EQ(fees(test), 200'000);
    EXPECT_EQ(test.audit(), "");
}

TEST(Rule18Fee, is_not_taken_of_what_goes_back) {
    TestHub test(with_fee(100'000));
    const base::MemberId ada = test.join("1", 5, 1);
    for (const char* subject : {"10", "11", "12"})
        ASSERT_TRUE(test.flattr(ada, subject));
    ASSERT_TRUE(give(test, ada, "10", test.euros(1), "g"));
    test.end_and_close_month();
    ASSERT_TRUE(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{test.sign_in("10")}));
    test.advance(std::chrono::days{181});
    ASSERT_TRUE(test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(fees(test), 0);
    EXPECT_EQ(test.audit(), "");
}

TEST(Rule19Reciprocity, blocks_payouts_until_a_month_of_ones_own_was_funded_but_no_claim) {
    hub::Rules rules = TestHub::default_rules();
    rules.reciprocity = true;
    TestHub test(rules);
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const base::MemberId bob = claim(test, "10").value().member;
    EXPECT_EQ(pay_out(test, bob, test.euros(1), "p").error(), payouts::Refusal::not_reciprocal);
    ASSERT_TRUE(test.hub().run_now(hub::use_revenue, hub::UseRevenue{bob, test.micro(100'000), "u"}));
    ASSERT_TRUE(test.set_budget(bob, test.micro(100'000)));
    ASSERT_TRUE(test.flattr(bob, "1"));
    EXPECT_EQ(pay_out(test, bob, test.micro(900'000), "p").error(), payouts::Refusal::not_reciprocal);
    test.end_and_close_month();
    EXPECT_TRUE(pay_out(test, bob, test.micro(900'000), "p"));
    EXPECT_EQ(test.audit(), "");
}

TEST(Rule19Reciprocity, is_not_evaded_by_leaving) {
    hub::Rules rules = TestHub::default_rules();
    rules.reciprocity = true;
    TestHub test(rules);
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const base::MemberId bob = claim(test, "10").value().member;
    ASSERT_TRUE(test.hub().run_now(hub::use_revenue, hub::UseRevenue{bob, test.euros(1), "u"}));
    EXPECT_EQ(test.hub().run_now(hub::leave, hub::Leave{test.sign_in("10"), "test", "test:ok", "bye"}).error(),
              payouts::Refusal::not_reciprocal);
}

class Rule20Leaving : public testing::Test {
   protected:
    static hub::Rules rules() {
        hub::Rules rules = TestHub::default_rules();
        rules.leftovers_to = {"demo", "", "99"};
        return rules;
    }
    base::Result<hub::LeaveReceipt> leave(const std::string& subject, const std::string& destination = "test:ok") {
        return test.hub().run_now(hub::leave, hub::Leave{test.sign_in(subject), "test", destination, "bye"});
    }
    TestHub test{rules()};
};

TEST_F(Rule20Leaving, a_top_up_that_was_under_way_is_refused) {
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(leave("1"));
    EXPECT_EQ(test.top_up(ada, test.euros(1)).error(), hub::Refusal::account_needed);
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule20Leaving, a_flattr_and_a_budget_that_were_under_way_are_refused_and_the_month_closes_as_usual) {
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(leave("1"));
    EXPECT_EQ(test.flattr(ada, "11").error(), hub::Refusal::account_needed);
    EXPECT_EQ(test.set_budget(ada, test.euros(0)).error(), hub::Refusal::account_needed);
    EXPECT_EQ(test.number("SELECT plan_micro FROM members WHERE id = " + std::to_string(ada.value)), 0);
    EXPECT_EQ(test.audit(), "");
    test.end_and_close_month();
    EXPECT_EQ(test.preview("10").waiting, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule20Leaving, one_who_has_left_can_decline_what_he_gave_to_another_account_of_his) {
    test.join("1", 5, 1);
    ASSERT_TRUE(give(test, test.hub().ask_now(hub::find_session, hub::FindSession{test.sign_in("1")}).value().member,
                     "10", test.euros(1), "g"));
    ASSERT_TRUE(leave("1"));
    const std::string both = test.sign_in_as_all({"10", "1"});
    EXPECT_EQ(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{both}).value().returned, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule20Leaving, pays_wallet_and_revenue_out_and_keeps_fractions_in_escrow) {
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2", 3, 0);
    for (const char* subject : {"2", "10", "11"})
        ASSERT_TRUE(test.flattr(ada, subject));
    test.end_and_close_month();  // a third of a euro for bob
    const auto receipt = leave("2").value();
    EXPECT_EQ(receipt.paid_out, test.micro(3'330'000));
    EXPECT_EQ(receipt.paid_out.micro() + receipt.stays.micro(), test.number("SELECT 3000000 + amount_micro FROM "
                                                                            "arrivals WHERE state = 4"));
    const auto payouts = test.hub().ask_now(hub::list_payouts, hub::ListPayouts{bob}).value();
    ASSERT_EQ(payouts.size(), 1U);
    EXPECT_EQ(payouts[0].id, receipt.payout_id);
    ASSERT_TRUE(test.hub().run_now(hub::settle_payout,
                                   hub::SettlePayout{payouts[0].number, hub::RailAnswer::settled, "ref", ""}));
    EXPECT_EQ(test.dashboard(bob).wallet, test.euros(0));
    EXPECT_EQ(test.preview("2").own, receipt.stays);
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule20Leaving, ends_the_sessions_and_the_links_and_a_repeat_answers_the_same) {
    test.join("1", 5, 1);
    const std::string token = test.sign_in("1");
    const std::string other = test.sign_in("1");
    const hub::Leave command{token, "test", "test:ok", "bye"};
    const auto first = test.hub().run_now(hub::leave, command).value();
    EXPECT_EQ(test.hub().ask_now(hub::find_session, hub::FindSession{other}).error(), hub::Refusal::not_signed_in);
    const auto again = test.hub().run_now(hub::leave, command).value();
    EXPECT_EQ(again.payout_id, first.payout_id);
    EXPECT_EQ(again.paid_out, test.euros(5));
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM payouts"), 1);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM links"), 0);
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule20Leaving, lets_the_running_month_close_as_usual) {
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2");
    ASSERT_TRUE(test.flattr(ada, "2"));
    EXPECT_EQ(leave("1").value().reserved, test.euros(1));
    test.end_and_close_month();
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(1));
    EXPECT_EQ(
        test.number("SELECT COUNT(*) FROM month_closes WHERE outcome = 1 AND giver = " + std::to_string(ada.value)), 1);
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule20Leaving, what_comes_back_later_waits_in_the_home_identity_then_goes_to_whom_the_config_names) {
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    ASSERT_TRUE(leave("1"));
    ASSERT_TRUE(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{test.sign_in("10")}));
    EXPECT_EQ(test.preview("1").own, test.euros(1));
    test.advance(std::chrono::days{181});
    ASSERT_TRUE(test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}));
    EXPECT_EQ(test.preview("1").waiting, test.euros(0));
    EXPECT_EQ(test.preview("99").waiting, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule20Leaving, a_budget_that_no_flattr_used_waits_in_the_home_identity) {
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "2"));
    const base::MemberId returning = claim(test, "2").value().member;
    ASSERT_TRUE(returning);
    ASSERT_TRUE(leave("1"));
    // The only one who was flattred turns out to be the giver's own new account's other self: nothing counts.
    test.tamper("UPDATE links SET member = " + std::to_string(ada.value) +
                " WHERE member = " + std::to_string(returning.value));
    test.end_and_close_month();
    EXPECT_EQ(test.preview("1").own, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule20Leaving, a_payout_that_fails_afterwards_waits_in_the_home_identity) {
    const base::MemberId ada = test.join("1", 5, 0);
    const auto receipt = leave("1", "test:fail").value();
    const auto payouts = test.hub().ask_now(hub::list_payouts, hub::ListPayouts{ada}).value();
    ASSERT_TRUE(test.hub().run_now(hub::settle_payout,
                                   hub::SettlePayout{payouts[0].number, hub::RailAnswer::failed, "", "closed"}));
    EXPECT_EQ(receipt.paid_out, test.euros(5));
    EXPECT_EQ(test.preview("1").own, test.euros(5));
    EXPECT_EQ(claim(test, "1").value().refunded, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule20Leaving, refuses_a_destination_that_money_cannot_be_sent_to_and_changes_nothing) {
    const base::MemberId ada = test.join("1", 5, 1);
    EXPECT_EQ(leave("1", "nowhere").error(), payouts::Refusal::destination_malformed);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.dashboard(ada).identities.size(), 1U);
    EXPECT_EQ(test.audit(), "");
}

class Rule21Chargeback : public testing::Test {
   protected:
    base::Result<hub::ChargebackReceipt> charge_back(const std::string& top_up, const std::string& key = "c") {
        return test.hub().run_now(hub::chargeback, hub::Chargeback{top_up, key});
    }
    TestHub test;
};

TEST_F(Rule21Chargeback, takes_the_wallet_then_the_open_budget_then_unclaimed_escrow_and_the_rest_is_a_loss) {
    const base::MemberId ada = test.join("1");
    const std::string top_up = test.top_up(ada, test.euros(10)).value().id;
    ASSERT_TRUE(test.set_budget(ada, test.euros(2)));
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(ada, "11"));
    test.end_and_close_month();
    ASSERT_TRUE(claim(test, "10"));  // one euro is out of reach
    ASSERT_TRUE(give(test, ada, "12", test.euros(3), "g"));
    ASSERT_TRUE(test.flattr(ada, "10"));  // two euros reserved again; three left
    const auto receipt = charge_back(top_up).value();
    EXPECT_EQ(receipt.member, ada);
    EXPECT_EQ(receipt.amount, test.euros(10));
    EXPECT_EQ(receipt.from_wallet, test.euros(3));
    EXPECT_EQ(receipt.from_budget, test.euros(2));
    EXPECT_EQ(receipt.from_escrow, test.euros(4));
    EXPECT_EQ(receipt.loss, test.euros(1));
    EXPECT_EQ(test.preview("11").waiting, test.euros(0));
    EXPECT_EQ(test.preview("12").waiting, test.euros(0));
    EXPECT_EQ(test.dashboard(ada).notices[0].kind, "top_up_charged_back");
    EXPECT_EQ(test.audit(), "");
    test.end_and_close_month();  // its flattr lapses
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule21Chargeback, leaves_what_others_gave_to_the_same_identity) {
    const base::MemberId ada = test.join("1");
    const std::string top_up = test.top_up(ada, test.euros(1)).value().id;
    ASSERT_TRUE(test.set_budget(ada, test.euros(1)));
    const base::MemberId bob = test.join("2", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(bob, "10"));
    test.end_and_close_month();
    EXPECT_EQ(charge_back(top_up).value().from_escrow, test.euros(1));
    EXPECT_EQ(test.preview("10").waiting, test.euros(1));
    EXPECT_EQ(test.audit(), "");
    EXPECT_EQ(claim(test, "10").value().released, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule21Chargeback, returns_a_line_whole_and_keeps_the_rest_in_the_wallet) {
    const base::MemberId ada = test.join("1");
    ASSERT_TRUE(test.top_up(ada, test.euros(4)));
    const std::string top_up = test.top_up(ada, test.euros(1)).value().id;
    ASSERT_TRUE(give(test, ada, "10", test.euros(5), "g"));
    EXPECT_EQ(charge_back(top_up).value().from_escrow, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(4));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Rule21Chargeback, happens_once_for_each_top_up) {
    const base::MemberId ada = test.join("1");
    const std::string top_up = test.top_up(ada, test.euros(5)).value().id;
    ASSERT_TRUE(charge_back(top_up, "c1"));
    EXPECT_TRUE(charge_back(top_up, "c1").value().repeated);
    EXPECT_EQ(charge_back(top_up, "c2").error(), payouts::Refusal::top_up_charged_back);
    EXPECT_EQ(charge_back("test/t/999.1", "c3").error(), payouts::Refusal::top_up_unknown);
    EXPECT_EQ(charge_back("other/t/1.1", "c3").error(), payouts::Refusal::top_up_unknown);
    EXPECT_EQ(charge_back("rubbish", "c3").error(), payouts::Refusal::top_up_unknown);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(0));
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus
