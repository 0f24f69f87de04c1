// Money out, and received money given on.
#include "hub/payout.hpp"

#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/use_revenue.hpp"
#include "ledger/refusal.hpp"
#include "payouts/refusal.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

/// A proof of identity that is recent however far the test's clock runs ahead.
const base::Time recently = base::from_micros(INT64_MAX / 2);

class Payouts : public testing::Test {
   protected:
    Payouts() {
        ada = test.join("1", 5, 2);
        bob = test.join("2");
        EXPECT_TRUE(test.flattr(ada, "2"));
        test.end_and_close_month();
    }
    hub::ReservePayout command(money::Amount amount, const std::string& key = "p1") {
        return {bob, amount, "test", "test:ok", recently, key};
    }
    base::Result<hub::PayoutView> reserve(const hub::ReservePayout& what) {
        return test.hub().run_now(hub::reserve_payout, what);
    }
    base::Result<hub::PayoutView> settle(std::int64_t number, hub::RailAnswer answer, const std::string& reason = "") {
        return test.hub().run_now(hub::settle_payout, hub::SettlePayout{number, answer, "ref-1", reason});
    }
    base::Result<hub::UseRevenueReceipt> use(money::Amount amount, const std::string& key = "u1") {
        return test.hub().run_now(hub::use_revenue, hub::UseRevenue{bob, amount, key});
    }
    std::vector<hub::PayoutView> unanswered() {
        return test.hub().ask_now(hub::list_unanswered_payouts, hub::ListUnansweredPayouts{}).value();
    }

    TestHub test;
    base::MemberId ada, bob;
};

TEST_F(Payouts, what_is_reserved_can_not_be_spent_and_is_settled_once) {
    const auto view = reserve(command(test.euros(1))).value();
    EXPECT_EQ(view.id, "test/p/1");
    EXPECT_EQ(view.state, hub::PayoutState::reserved);
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(1));
    EXPECT_EQ(use(test.euros(2)).error(), ledger::Refusal::insufficient_funds);
    EXPECT_EQ(test.audit(), "");
    EXPECT_EQ(settle(1, hub::RailAnswer::settled).value().state, hub::PayoutState::settled);
    const auto again = settle(1, hub::RailAnswer::settled).value();
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.reference, "ref-1");
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(1));
    EXPECT_EQ(test.dashboard(bob).notices[0].kind, "payout_settled");
    EXPECT_THAT(unanswered(), testing::IsEmpty());
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Payouts, what_fails_is_back_with_its_reason) {
    ASSERT_TRUE(reserve(command(test.euros(2))));
    const auto failed = settle(1, hub::RailAnswer::failed, "no such account").value();
    EXPECT_EQ(failed.state, hub::PayoutState::failed);
    EXPECT_EQ(failed.reason, "no such account");
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(2));
    EXPECT_EQ(test.dashboard(bob).notices[0].kind, "payout_failed");
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Payouts, an_unknown_answer_leaves_the_money_held_and_is_asked_again_later) {
    ASSERT_TRUE(reserve(command(test.euros(2))));
    EXPECT_EQ(unanswered().size(), 1U);
    const auto unknown = settle(1, hub::RailAnswer::unknown).value();
    EXPECT_EQ(unknown.state, hub::PayoutState::reserved);
    EXPECT_EQ(unknown.attempts, 1);
    EXPECT_THAT(unanswered(), testing::IsEmpty());
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(0));
    test.advance(std::chrono::seconds{6});
    EXPECT_EQ(unanswered().size(), 1U);
    test.restart();
    EXPECT_EQ(unanswered().size(), 1U);
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Payouts, of_two_senders_one_asks_and_another_only_when_that_one_is_gone) {
    const auto take = [this] { return test.hub().run_now(hub::take_payouts, hub::TakePayouts{}).value(); };
    ASSERT_TRUE(reserve(command(test.euros(2))));
    EXPECT_EQ(take().size(), 1U);
    EXPECT_THAT(take(), testing::IsEmpty());
    EXPECT_THAT(unanswered(), testing::IsEmpty());
    test.advance(std::chrono::minutes{6});
    const auto taken = take();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].attempts, 0);
    EXPECT_EQ(settle(1, hub::RailAnswer::settled).value().state, hub::PayoutState::settled);
    test.advance(std::chrono::minutes{6});
    EXPECT_THAT(take(), testing::IsEmpty());
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Payouts, a_rail_that_contradicts_itself_is_refused) {
    ASSERT_TRUE(reserve(command(test.euros(1))));
    ASSERT_TRUE(settle(1, hub::RailAnswer::settled));
    EXPECT_EQ(settle(1, hub::RailAnswer::failed).error(), payouts::Refusal::answer_contradicts);
    EXPECT_EQ(settle(2, hub::RailAnswer::settled).error(), payouts::Refusal::payout_unknown);
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Payouts, the_same_key_gives_the_same_payout_as_it_is_now) {
    ASSERT_TRUE(reserve(command(test.euros(1))));
    ASSERT_TRUE(settle(1, hub::RailAnswer::settled));
    hub::ReservePayout late = command(test.euros(1));
    late.signed_in_at = base::Time{};  // a retry needs no fresh proof
    const auto again = reserve(late).value();
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.number, 1);
    EXPECT_EQ(again.state, hub::PayoutState::settled);
    EXPECT_EQ(reserve(command(test.micro(500'000))).error(), hub::Refusal::idempotency_key_reused);
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(1));
}

TEST_F(Payouts, sixty_four_at_once_with_one_key_are_one_payout) {
    std::vector<std::promise<base::Result<hub::PayoutView>>> answers(64);
    for (auto& answer : answers)
        test.hub().run<hub::ReservePayout, hub::PayoutView>(
            hub::reserve_payout, command(test.euros(1)),
            [&answer](base::Result<hub::PayoutView> view) { answer.set_value(std::move(view)); });
    for (auto& answer : answers)
        EXPECT_EQ(answer.get_future().get().value().number, 1);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM payouts"), 1);
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Payouts, bad_commands_are_refused_and_change_nothing) {
    const auto refused = [&](auto change) {
        hub::ReservePayout what = command(test.euros(1));
        change(what);
        return reserve(what).error();
    };
    using Command = hub::ReservePayout;
    EXPECT_EQ(refused([](Command& c) { c.member = {}; }), hub::Refusal::account_needed);
    EXPECT_EQ(refused([](Command& c) { c.rail = "sepa"; }), hub::Refusal::rail_disabled);
    EXPECT_EQ(refused([](Command& c) { c.destination = "home"; }), payouts::Refusal::destination_malformed);
    EXPECT_EQ(refused([](Command& c) { c.idempotency_key = ""; }), hub::Refusal::idempotency_key_missing);
    EXPECT_EQ(refused([](Command& c) { c.idempotency_key = "a b"; }), hub::Refusal::idempotency_key_malformed);
    EXPECT_EQ(refused([&](Command& c) { c.amount = test.euros(0); }), money::Refusal::amount_zero);
    EXPECT_EQ(refused([&](Command& c) { c.amount = test.micro(1'000'001); }), money::Refusal::amount_too_fine);
    EXPECT_EQ(refused([&](Command& c) { c.amount = test.euros(3); }), ledger::Refusal::insufficient_funds);
    EXPECT_EQ(refused([](Command& c) { c.signed_in_at = base::Time{}; }), hub::Refusal::sign_in_not_recent);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM payouts"), 0);
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(2));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Payouts, are_listed_latest_first_page_by_page) {
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(reserve(command(test.micro(100'000), "p" + std::to_string(i))));
    const auto page = test.hub().ask_now(hub::list_payouts, hub::ListPayouts{bob, 0, 2}).value();
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(page[0].number, 5);
    const auto next = test.hub().ask_now(hub::list_payouts, hub::ListPayouts{bob, page[1].number, 50}).value();
    ASSERT_EQ(next.size(), 3U);
    EXPECT_EQ(next[0].number, 3);
    EXPECT_THAT(test.hub().ask_now(hub::list_payouts, hub::ListPayouts{ada}).value(), testing::IsEmpty());
}

TEST_F(Payouts, received_money_can_be_given_on_and_fills_the_running_months_budget) {
    ASSERT_TRUE(test.set_budget(bob, test.euros(1)));
    ASSERT_TRUE(test.flattr(bob, "1"));
    EXPECT_EQ(test.dashboard(bob).reserved, test.euros(0));
    const auto receipt = use(test.micro(1'500'000)).value();
    EXPECT_EQ(receipt.revenue, test.micro(500'000));
    EXPECT_EQ(receipt.reserved, test.euros(1));
    EXPECT_EQ(receipt.wallet, test.micro(500'000));
    EXPECT_TRUE(use(test.micro(1'500'000)).value().repeated);
    EXPECT_EQ(use(test.euros(1)).error(), hub::Refusal::idempotency_key_reused);
    EXPECT_EQ(use(test.euros(1), "u2").error(), ledger::Refusal::insufficient_funds);
    EXPECT_EQ(use(test.euros(0), "u3").error(), money::Refusal::amount_zero);
    EXPECT_EQ(test.dashboard(bob).revenue, test.micro(500'000));
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus
