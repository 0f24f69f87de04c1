// The rules of docs/domain.md as the verbs keep them; each test is named after its rule.
#include <gtest/gtest.h>

#include "giving/refusal.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

TEST(Rules, rule_1_the_months_first_flattr_reserves_the_plan) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 2);
    EXPECT_EQ(test.dashboard(ada).reserved, test.euros(0));
    const auto first = test.flattr(ada, "10");
    ASSERT_TRUE(first);
    EXPECT_EQ(first.value().reserved, test.euros(2));
    EXPECT_EQ(first.value().flattrs, 1);
    const auto second = test.flattr(ada, "11");
    EXPECT_EQ(second.value().reserved, test.euros(2));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(3));
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_2_a_short_wallet_reserves_what_is_there_and_a_top_up_fills_the_gap) {
    TestHub test;
    const base::MemberId ada = test.join("1", 1, 3);
    EXPECT_EQ(test.flattr(ada, "10").value().reserved, test.euros(1));
    const auto receipt = test.top_up(ada, test.euros(5));
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt.value().reserved, test.euros(3));
    EXPECT_EQ(receipt.value().wallet, test.euros(3));
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_3_raising_reserves_now_lowering_releases_now_and_zero_lapses) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    EXPECT_EQ(test.set_budget(ada, test.euros(3)).value().reserved, test.euros(3));
    EXPECT_EQ(test.set_budget(ada, test.euros(2)).value().wallet, test.euros(3));
    EXPECT_EQ(test.set_budget(ada, test.euros(0)).value().reserved, test.euros(0));
    test.end_and_close_month();
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    ASSERT_EQ(test.dashboard(ada).notices.size(), 1U);
    EXPECT_EQ(test.dashboard(ada).notices[0].kind, "flattrs_lapsed");
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_4_nothing_reserved_at_the_cut_lapses_and_nobody_is_debited_later) {
    TestHub test;
    const base::MemberId ada = test.join("1");
    ASSERT_TRUE(test.set_budget(ada, test.euros(1)));
    EXPECT_EQ(test.flattr(ada, "10").value().reserved, test.euros(0));
    test.end_and_close_month();
    ASSERT_TRUE(test.top_up(ada, test.euros(5)));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_5_the_currency_is_fixed) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const auto dollars = money::Amount::from_micro(1'000'000, money::Currency::parse("USD").value()).value();
    EXPECT_EQ(test.top_up(ada, dollars).error(), money::Refusal::currency_mismatch);
    EXPECT_EQ(test.set_budget(ada, dollars).error(), money::Refusal::currency_mismatch);
    hub::Rules in_dollars = TestHub::default_rules();
    in_dollars.currency = money::Currency::parse("USD").value();
    std::string problem;
    const auto opened = hub::Hub::open(
        {test.database()}, in_dollars, [] { return base::from_micros(1); }, {}, problem);
    EXPECT_EQ(opened.error(), hub::Refusal::currency_is_fixed);
    EXPECT_NE(problem.find("EUR"), std::string::npos) << problem;
}

TEST(Rules, rule_6_the_cut_decides_the_month_to_the_microsecond) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::Month november = test.hub().rules().calendar.month_at(test.now());
    const base::Time december = test.hub().rules().calendar.start_of(november.next());
    test.set_clock(december - std::chrono::microseconds{50});
    EXPECT_EQ(test.flattr(ada, "10").value().month, november);
    EXPECT_EQ(test.hub().run_now(hub::close_month, hub::CloseMonth{november}).error(),
              hub::Refusal::month_still_running);
    test.set_clock(december);
    EXPECT_EQ(test.flattr(ada, "10").value().month, november.next());
    // The clock jumps back: what is committed later stays later.
    test.set_clock(december - std::chrono::hours{5});
    EXPECT_EQ(test.flattr(ada, "11").value().month, november.next());
    const hub::MonthStatus closed = test.close_month(november);
    EXPECT_EQ(closed.flattrs, 1);
    EXPECT_EQ(closed.divided, test.euros(1));
    EXPECT_EQ(test.hub().run_now(hub::close_month, hub::CloseMonth{{november.index - 7}}).error(),
              hub::Refusal::month_unknown);
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_7_a_repeated_flattr_returns_the_first) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const auto first = test.flattr(ada, "10");
    const auto again = test.flattr(ada, "10");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again.value().repeated);
    EXPECT_EQ(again.value().id, first.value().id);
    EXPECT_EQ(again.value().flattrs, 1);
}

TEST(Rules, rule_8_a_thing_and_its_owner_are_two_flattrs_and_two_shares) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr_post(ada, "10", "1790000000000000123"));
    test.end_and_close_month();
    const hub::ClaimPreview preview = test.preview("10");
    EXPECT_EQ(preview.things.size(), 2U);
    EXPECT_EQ(preview.waiting, test.euros(1));
}

TEST(Rules, rule_9_the_owner_of_a_thing_is_frozen_when_it_is_flattred) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr_post(ada, "10", "77"));
    const base::MemberId bob = test.join("2", 5, 1);
    ASSERT_TRUE(test.flattr_post(bob, "11", "77"));  // the platform now names another owner
    test.end_and_close_month();
    EXPECT_EQ(test.preview("10").waiting, test.euros(1));
    EXPECT_EQ(test.preview("11").waiting, test.euros(1));
}

TEST(Rules, rule_11_flattring_oneself_is_refused) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    EXPECT_EQ(test.flattr(ada, "1").error(), giving::Refusal::own_thing);
    EXPECT_EQ(test.flattr_post(ada, "1", "5").error(), giving::Refusal::own_thing);
    EXPECT_EQ(test.dashboard(ada).flattrs_count, 0);
}

TEST(Rules, rule_11_an_identity_linked_before_the_close_is_dropped_and_the_others_share_it) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(ada, "11"));
    // One login proves both: ada's own identity and the one she flattred.
    ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"1", "10"})}));
    test.end_and_close_month();
    EXPECT_EQ(test.preview("11").waiting, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).revenue, test.euros(0));
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_11_ones_own_waiting_money_returns_to_the_wallet_never_as_revenue) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(bob, "10"));
    test.end_and_close_month();
    const std::string session = test.sign_in_as_all({"1", "10"});
    EXPECT_EQ(test.hub().ask_now(hub::preview_claim, hub::PreviewClaim{session}).value().own, test.euros(1));
    const auto receipt = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{session});
    EXPECT_EQ(receipt.value().member, ada);
    EXPECT_EQ(receipt.value().released, test.euros(1));
    EXPECT_EQ(receipt.value().refunded, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.dashboard(ada).revenue, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).given[0].state, "returned");
    EXPECT_EQ(test.dashboard(bob).given[0].state, "claimed");
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_17_the_expiry_date_is_fixed_at_arrival) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const auto before = test.preview("10").until;
    hub::Rules shorter = test.hub().rules();
    shorter.escrow_ttl = std::chrono::days{1};
    test.restart(shorter);
    EXPECT_EQ(test.preview("10").until, before);
}

TEST(Rules, rule_24_claimed_and_declined_at_once_the_first_committed_wins) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const std::string session = test.sign_in("10");
    const auto accepted = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{session});
    const auto declined = test.hub().run_now(hub::decline_claim, hub::DeclineClaim{session});
    EXPECT_TRUE(accepted);
    EXPECT_FALSE(declined);
    EXPECT_EQ(test.dashboard(accepted.value().member).revenue, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(4));
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_26_operators_are_those_that_the_config_names) {
    TestHub test;
    EXPECT_TRUE(test.hub().ask_now(hub::find_session, hub::FindSession{test.sign_in("1")}).value().is_operator);
    EXPECT_FALSE(test.hub().ask_now(hub::find_session, hub::FindSession{test.sign_in("2")}).value().is_operator);
    EXPECT_EQ(test.hub().ask_now(hub::find_session, hub::FindSession{"nonsense"}).error(), hub::Refusal::not_signed_in);
}

TEST(Rules, a_clock_that_is_fixed_does_not_move) {
    hub::Rules rules = TestHub::default_rules();
    rules.movable_clock = false;
    TestHub test(rules);
    EXPECT_EQ(test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).error(), hub::Refusal::clock_is_fixed);
}

}  // namespace
}  // namespace obolus
