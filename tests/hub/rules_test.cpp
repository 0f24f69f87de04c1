// The rules of docs/domain.md as the verbs keep them; each test is named after its rule.
#include <algorithm>

#include <gtest/gtest.h>

#include "claims/refusal.hpp"
#include "giving/refusal.hpp"
#include "hub/expire_escrow.hpp"
#include "hub/gift.hpp"
#include "hub/id_change.hpp"
#include "hub/import_ids.hpp"
#include "hub/undo_flattr.hpp"
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

TEST(Rules, rule_7_undo_and_redo_are_allowed_before_the_cut_and_write_no_journal_row) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const std::string id = test.flattr(ada, "10").value().id;
    const std::int64_t transfers = test.number("SELECT COUNT(*) FROM transfers");
    const hub::UndoFlattr undo{ada, id};
    EXPECT_EQ(test.hub().run_now(hub::undo_flattr, undo).value().flattrs, 0);
    const auto redone = test.flattr(ada, "10");
    EXPECT_FALSE(redone.value().repeated);
    EXPECT_EQ(redone.value().id, id);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM transfers"), transfers);
    test.end_and_close_month();
    EXPECT_EQ(test.hub().run_now(hub::undo_flattr, undo).error(), giving::Refusal::month_is_cut);
    EXPECT_EQ(test.preview("10").waiting, test.euros(1));
    EXPECT_EQ(test.audit(), "");
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

TEST(Rules, rule_10_what_has_no_owner_can_be_given_nothing) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const giving::Thing orphan{"demo:post:7", "https://demo.example/post/7", "Who wrote this?"};
    EXPECT_EQ(test.hub().run_now(hub::flattr, hub::Flattr{ada, {}, orphan}).error(), hub::Refusal::identity_invalid);
    EXPECT_EQ(test.hub().run_now(hub::gift, hub::Gift{ada, {}, orphan, test.euros(1), false, "k"}).error(),
              hub::Refusal::identity_invalid);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM things"), 0);
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

TEST(Rules, rule_12_linking_joins_nothing_each_identity_keeps_its_history) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(ada, "11"));
    test.end_and_close_month();
    const auto receipt =
        test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"10", "11"})}).value();
    const hub::Dashboard bob = test.dashboard(receipt.member);
    EXPECT_EQ(bob.revenue, test.euros(1));
    ASSERT_EQ(bob.received.size(), 2U);
    EXPECT_NE(bob.received[0].identity.key, bob.received[1].identity.key);
    // The same owner's two accounts stay two things with a share each.
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(ada, "11"));
    test.end_and_close_month();
    EXPECT_EQ(test.dashboard(receipt.member).received.size(), 4U);
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_16_declining_is_final_for_that_money_and_new_gifts_are_allowed) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const auto give = [&](const std::string& key) {
        return test.hub().run_now(
            hub::gift, hub::Gift{ada, TestHub::person("10"), {"demo:10", "", ""}, test.euros(1), false, key});
    };
    ASSERT_TRUE(give("a"));
    const std::string session = test.sign_in("10");
    EXPECT_EQ(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{session}).value().returned, test.euros(1));
    EXPECT_EQ(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{session}).error(),
              claims::Refusal::nothing_waiting);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    ASSERT_TRUE(give("b"));
    EXPECT_EQ(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{session}).value().released, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_17_what_expires_returns_to_its_givers_wallet_reminded_or_not) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const auto until = test.preview("10").until;
    const auto expire = [&] { return test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}).value(); };
    EXPECT_EQ(expire().identities, 0);
    // The demo hub's clock ran ahead by a month; what is left until the date is measured on its own clock.
    test.advance(test.hub().rules().escrow_ttl + std::chrono::seconds{1});
    ASSERT_TRUE(until);
    const hub::ExpiryReceipt receipt = expire();
    EXPECT_EQ(receipt.identities, 1);
    EXPECT_EQ(receipt.returned, test.euros(1));
    EXPECT_EQ(expire().identities, 0);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.dashboard(ada).given.at(0).state, "returned");
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

TEST(Rules, rule_22_an_identity_takes_its_new_id_14_days_after_the_import_and_keeps_its_history) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const hub::ImportIds list{{{TestHub::person("10").key, TestHub::person("510").key}}, "the platform's list"};
    ASSERT_EQ(test.hub().run_now(hub::import_ids, list).value().accepted, 1);
    EXPECT_EQ(test.dashboard(ada).notices.front().kind, "recipients_id_changes");
    const std::int64_t number = test.number("SELECT id FROM identities WHERE subject = '10'");
    test.advance(std::chrono::days{14} - std::chrono::seconds{1});
    EXPECT_EQ(test.hub().run_now(hub::apply_id_changes, hub::ApplyIdChanges{}).value().applied, 0);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM identities WHERE subject = '510'"), 0);
    test.advance(std::chrono::seconds{2});
    EXPECT_EQ(test.hub().run_now(hub::apply_id_changes, hub::ApplyIdChanges{}).value().applied, 1);
    EXPECT_EQ(test.number("SELECT id FROM identities WHERE subject = '510'"), number);
    EXPECT_EQ(test.preview("510").waiting, test.euros(1));
    // The account as a thing is the same, too: flattred twice in a month counts once.
    ASSERT_TRUE(test.flattr(ada, "510"));
    EXPECT_EQ(test.number("SELECT COUNT(DISTINCT thing) FROM flattrs"), 1);
    const auto claimed = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("510")});
    EXPECT_EQ(claimed.value().released, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(Rules, rule_23_a_recycled_handle_is_a_new_identity_never_joined_with_the_old_one) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    identity::ExternalIdentity recycled = TestHub::person("99");
    recycled.handle = TestHub::person("10").handle;
    ASSERT_TRUE(test.hub().run_now(hub::flattr, hub::Flattr{ada, recycled, {"demo:99", "", ""}}));
    test.end_and_close_month();
    EXPECT_EQ(test.preview("10").waiting, test.micro(500'000));
    EXPECT_EQ(test.preview("99").waiting, test.micro(500'000));
}

TEST(Rules, rule_25_a_giver_is_somebody_unless_he_shows_his_name) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2", 5, 1);
    const auto flattr = [&](base::MemberId giver, const std::string& post, bool show_name) {
        return test.hub().run_now(
            hub::flattr, hub::Flattr{giver, TestHub::person("10"), {"demo:post:" + post, "", post}, show_name});
    };
    const auto give = [&](base::MemberId giver, const std::string& key, bool show_name) {
        return test.hub().run_now(
            hub::gift, hub::Gift{giver, TestHub::person("10"), {"demo:10", "", key}, test.micro(7), show_name, key});
    };
    ASSERT_TRUE(flattr(ada, "shown", true));
    ASSERT_TRUE(flattr(bob, "hidden", false));
    test.end_and_close_month();
    ASSERT_TRUE(give(bob, "b", true));
    ASSERT_TRUE(give(ada, "a", false));
    for (const hub::WaitingThing& thing : test.preview("10").things) {
        const std::vector<std::string> names = thing.title == "shown"    ? std::vector<std::string>{"Name 1"}
                                               : thing.title == "hidden" ? std::vector<std::string>{}
                                                                         : std::vector<std::string>{"Name 2"};
        EXPECT_EQ(thing.names, names) << thing.title;
    }
    const auto claim = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("10")}).value();
    std::vector<std::string> seen;
    for (const hub::LineView& line : test.dashboard(claim.member).received)
        if (!line.giver.empty()) seen.push_back((line.is_gift ? "gift of " : "share of ") + line.giver);
    std::ranges::sort(seen);
    EXPECT_EQ(seen, (std::vector<std::string>{"gift of Name 2", "share of Name 1"}));
}

TEST(Rules, rule_27_a_provider_entry_makes_the_identity_whatever_plugin_speaks_with_it) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    identity::ExternalIdentity elsewhere = TestHub::person("10");
    elsewhere.key.provider = "demo2";  // another entry of the same plugin, with the same people
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.hub().run_now(hub::flattr, hub::Flattr{ada, elsewhere, {"demo2:10", "", ""}}));
    test.end_and_close_month();
    EXPECT_EQ(test.preview("10").waiting, test.micro(500'000));
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
