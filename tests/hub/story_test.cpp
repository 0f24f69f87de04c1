// The whole way of the money through the verbs: given, divided, waiting, claimed, declined, expired.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "claims/refusal.hpp"
#include "giving/refusal.hpp"
#include "hub/expire_escrow.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

TEST(Story, ten_flattrs_of_one_euro_are_ten_cents_each_and_are_claimed) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    for (int i = 10; i < 20; ++i)
        ASSERT_TRUE(test.flattr(ada, std::to_string(i)));
    EXPECT_EQ(test.dashboard(ada).reserved, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(4));

    const hub::MonthStatus closed = test.end_and_close_month();
    EXPECT_EQ(closed.divided, test.euros(1));
    EXPECT_EQ(closed.recipients, 10);

    const std::string session = test.sign_in("10");
    const auto preview = test.hub().ask_now(hub::preview_claim, hub::PreviewClaim{session});
    ASSERT_TRUE(preview);
    EXPECT_EQ(preview.value().waiting, test.micro(100'000));
    EXPECT_EQ(preview.value().givers, 1);
    EXPECT_FALSE(preview.value().member);
    ASSERT_TRUE(preview.value().until);

    const auto receipt = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{session});
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt.value().released, test.micro(100'000));
    const hub::Dashboard claimant = test.dashboard(receipt.value().member);
    EXPECT_EQ(claimant.revenue, test.micro(100'000));
    ASSERT_EQ(claimant.received.size(), 1U);
    EXPECT_EQ(claimant.received[0].amount, test.micro(100'000));
    EXPECT_EQ(claimant.received[0].identity.handle, "handle10");

    const hub::Dashboard giver = test.dashboard(ada);
    ASSERT_EQ(giver.given.size(), 10U);
    EXPECT_EQ(std::ranges::count(giver.given, "claimed", &hub::LineView::state), 1);
    EXPECT_EQ(std::ranges::count(giver.given, "waiting", &hub::LineView::state), 9);
    EXPECT_EQ(test.audit(), "");
}

TEST(Story, declined_money_returns_to_its_giver_and_new_gifts_are_allowed) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const std::string session = test.sign_in("10");
    const auto declined = test.hub().run_now(hub::decline_claim, hub::DeclineClaim{session});
    ASSERT_TRUE(declined);
    EXPECT_EQ(declined.value().returned, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.dashboard(ada).given[0].state, "returned");
    EXPECT_EQ(test.dashboard(ada).notices[0].kind, "share_returned");
    EXPECT_EQ(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{session}).error(),
              claims::Refusal::nothing_waiting);

    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    EXPECT_EQ(test.preview("10").waiting, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(Story, unclaimed_money_returns_to_its_giver_when_its_date_has_come) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    test.advance(std::chrono::days{179});
    EXPECT_EQ(test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}).value().identities, 0);
    test.advance(std::chrono::days{2});
    EXPECT_EQ(test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}).value().returned, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

TEST(Story, shares_for_a_member_go_to_revenue_at_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2");
    ASSERT_TRUE(test.flattr(ada, "2"));
    test.end_and_close_month();
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(1));
    EXPECT_EQ(test.dashboard(bob).received.size(), 1U);
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus
