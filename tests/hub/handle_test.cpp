// Money for a handle that no platform could resolve (rule 15).
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "claims/refusal.hpp"
#include "hub/gift.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

constexpr std::chrono::days wait{14};

/// Somebody whose platform shows a handle that decides.
identity::ExternalIdentity holder(const std::string& subject, const std::string& handle) {
    identity::ExternalIdentity identity = TestHub::person(subject);
    identity.handle = handle;
    identity.handle_key = handle;
    return identity;
}

class ByHandle : public testing::Test {
   protected:
    void TearDown() override { EXPECT_EQ(test.audit(), ""); }

    std::string sign_in(const identity::ExternalIdentity& identity) {
        const std::string token = base::random_token();
        EXPECT_TRUE(test.hub().run_now(hub::sign_in, hub::SignIn{token, {identity}, ""}));
        return token;
    }
    /// One euro from Ada.
    base::Result<hub::GiftReceipt> give(const std::string& handle, const std::string& key) {
        identity::ExternalIdentity recipient{identity::by_handle("demo", "", handle), handle, "", "", "", ""};
        return test.hub().run_now(
            hub::gift, hub::Gift{ada, recipient, {"demo:@" + handle, "", "@" + handle}, test.euros(1), false, key});
    }
    money::Amount accept(const std::string& token) {
        const auto receipt = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{token});
        EXPECT_TRUE(receipt) << receipt.error().message();
        return receipt ? receipt.value().released : test.euros(0);
    }
    hub::ClaimPreview preview(const std::string& token) {
        return test.hub().ask_now(hub::preview_claim, hub::PreviewClaim{token}).value();
    }

    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
};

TEST_F(ByHandle, rule_15_the_giver_is_told_at_once_and_a_later_sign_in_takes_the_money) {
    const auto gift = give("grace", "a");
    EXPECT_EQ(gift.value().claimable_from - gift.value().expires_at, wait - test.hub().rules().escrow_ttl);

    const std::string first = sign_in(holder("10", "grace"));
    const auto notices = test.dashboard(ada).notices;
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].kind, "handle_shown");
    EXPECT_EQ(notices[0].parameters.at(0).second, "grace");
    ASSERT_EQ(preview(first).by_handle.size(), 1U);
    EXPECT_EQ(preview(first).by_handle[0].amount, test.euros(1));
    EXPECT_TRUE(preview(first).waiting.is_zero());
    EXPECT_EQ(accept(first), test.euros(0));

    // Waiting is not enough: the handle has to be shown once more.
    test.advance(wait + std::chrono::minutes{1});
    EXPECT_EQ(accept(first), test.euros(0));
    const std::string second = sign_in(holder("10", "grace"));
    EXPECT_EQ(preview(second).waiting, test.euros(1));
    EXPECT_TRUE(preview(second).by_handle.empty());
    EXPECT_EQ(accept(second), test.euros(1));
    EXPECT_EQ(accept(second), test.euros(0));
    EXPECT_EQ(test.dashboard(ada).notices.size(), 1U);  // told once
}

TEST_F(ByHandle, rule_15_a_handle_that_was_shown_before_a_gift_was_ripe_takes_nothing_of_it) {
    ASSERT_TRUE(give("grace", "a"));
    sign_in(holder("10", "grace"));
    test.advance(wait + std::chrono::minutes{1});
    const std::string before = sign_in(holder("10", "grace"));
    EXPECT_EQ(accept(before), test.euros(1));
    // The handle may have gone to somebody else since.
    ASSERT_TRUE(give("grace", "b"));
    test.advance(wait + std::chrono::minutes{1});
    EXPECT_EQ(accept(before), test.euros(0));
    EXPECT_EQ(accept(sign_in(holder("10", "grace"))), test.euros(1));
}

TEST_F(ByHandle, case_40_a_gift_to_a_handle_is_delayed_and_never_links) {
    const base::MemberId grace = test.join("10");
    const auto gift = give("grace", "a");
    EXPECT_FALSE(gift.value().received);  // though a member has that handle
    EXPECT_TRUE(identity::is_by_handle(test.dashboard(ada).given.at(0).identity.key));
    EXPECT_EQ(accept(sign_in(holder("10", "grace"))), test.euros(0));
    EXPECT_EQ(test.dashboard(grace).identities.size(), 1U);
}

TEST_F(ByHandle, case_41_the_canonical_form_decides_however_the_platform_writes_the_handle) {
    ASSERT_TRUE(give("grace", "a"));
    identity::ExternalIdentity written = holder("10", "GRACE");
    written.handle_key = "grace";
    sign_in(written);
    sign_in(holder("11", "grac\u0435"));  // a Cyrillic letter: another key
    test.advance(wait + std::chrono::minutes{1});
    EXPECT_EQ(accept(sign_in(holder("11", "grac\u0435"))), test.euros(0));
    EXPECT_EQ(accept(sign_in(written)), test.euros(1));
}

TEST_F(ByHandle, rule_15_the_giver_may_recall_until_it_is_claimed) {
    const std::string gift = give("grace", "a").value().id;
    sign_in(holder("10", "grace"));
    test.advance(wait + std::chrono::minutes{1});
    ASSERT_TRUE(test.hub().run_now(hub::recall_gift, hub::RecallGift{ada, gift}));
    EXPECT_EQ(accept(sign_in(holder("10", "grace"))), test.euros(0));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
}

TEST_F(ByHandle, rule_15_another_account_with_the_handle_begins_to_wait_anew) {
    ASSERT_TRUE(give("grace", "a"));
    sign_in(holder("10", "grace"));
    test.advance(wait - std::chrono::hours{1});
    sign_in(holder("11", "grace"));  // the handle was recycled
    EXPECT_EQ(test.dashboard(ada).notices.size(), 2U);
    test.advance(std::chrono::hours{2});
    EXPECT_EQ(accept(sign_in(holder("11", "grace"))), test.euros(0));
    test.advance(wait);
    EXPECT_EQ(accept(sign_in(holder("11", "grace"))), test.euros(1));
}

TEST_F(ByHandle, rule_15_who_has_another_handle_by_then_gets_nothing) {
    ASSERT_TRUE(give("grace", "a"));
    sign_in(holder("10", "grace"));
    test.advance(wait + std::chrono::minutes{1});
    EXPECT_EQ(accept(sign_in(holder("10", "renamed"))), test.euros(0));
    // Having it back begins anew.
    EXPECT_EQ(accept(sign_in(holder("10", "grace"))), test.euros(0));
}

TEST_F(ByHandle, each_gift_waits_for_days_of_its_own) {
    ASSERT_TRUE(give("grace", "a"));
    sign_in(holder("10", "grace"));
    test.advance(wait + std::chrono::minutes{1});
    ASSERT_TRUE(give("grace", "b"));
    const std::string session = sign_in(holder("10", "grace"));
    EXPECT_EQ(preview(session).waiting, test.euros(1));
    EXPECT_EQ(preview(session).by_handle.at(0).amount, test.euros(1));
    EXPECT_EQ(accept(session), test.euros(1));
    test.advance(wait + std::chrono::minutes{1});
    EXPECT_EQ(accept(sign_in(holder("10", "grace"))), test.euros(1));
}

TEST_F(ByHandle, a_share_waits_like_a_gift) {
    const identity::ExternalIdentity owner{identity::by_handle("demo", "", "grace"), "grace", "", "", "", ""};
    ASSERT_TRUE(test.hub().run_now(hub::flattr, hub::Flattr{ada, owner, {"demo:@grace", "", "@grace"}}));
    test.end_and_close_month();
    EXPECT_EQ(accept(sign_in(holder("10", "grace"))), test.euros(0));
    EXPECT_EQ(test.dashboard(ada).notices.at(0).kind, "handle_shown");
    test.advance(wait + std::chrono::minutes{1});
    EXPECT_EQ(accept(sign_in(holder("10", "grace"))), test.euros(1));
    EXPECT_EQ(test.dashboard(ada).given.at(0).state, "claimed");
}

TEST_F(ByHandle, declining_for_a_handle_needs_the_same_wait) {
    ASSERT_TRUE(give("grace", "a"));
    const auto decline = [&](const std::string& token) {
        return test.hub().run_now(hub::decline_claim, hub::DeclineClaim{token});
    };
    EXPECT_EQ(decline(sign_in(holder("10", "grace"))).error(), claims::Refusal::nothing_waiting);
    test.advance(wait + std::chrono::minutes{1});
    EXPECT_EQ(decline(sign_in(holder("10", "grace"))).value().returned, test.euros(1));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
}

TEST_F(ByHandle, case_46_a_stable_id_equal_to_anothers_handle_is_no_match) {
    ASSERT_TRUE(give("1010", "a"));
    // An account whose id is "1010", and one that merely displays the handle where handles don't decide.
    identity::ExternalIdentity displays = TestHub::person("77");
    displays.handle = "1010";
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(accept(test.sign_in("1010")), test.euros(0));
        EXPECT_EQ(accept(sign_in(displays)), test.euros(0));
        test.advance(wait + std::chrono::minutes{1});
    }
    EXPECT_TRUE(test.dashboard(ada).notices.empty());
}

TEST_F(ByHandle, ones_own_gift_to_ones_own_handle_comes_back_to_the_wallet) {
    ASSERT_TRUE(give("ada", "a"));
    sign_in(holder("1", "ada"));
    test.advance(wait + std::chrono::minutes{1});
    EXPECT_EQ(accept(sign_in(holder("1", "ada"))), test.euros(0));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.dashboard(ada).revenue, test.euros(0));
}

}  // namespace
}  // namespace obolus
