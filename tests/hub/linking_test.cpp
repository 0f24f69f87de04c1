// Which identities are a member's: signing in on both sides, linking, unlinking.
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "claims/refusal.hpp"
#include "hub/gift.hpp"
#include "hub/payout.hpp"
#include "hub/unlink_identity.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

/// Signs in as `subject` in the browser that has session `previous`, keeping what was proven there.
base::Result<hub::SessionView> sign_in_beside(TestHub& test, const std::string& previous, const std::string& subject,
                                              const std::string& token) {
    return test.hub().run_now(hub::sign_in, hub::SignIn{token, {TestHub::person(subject)}, previous, true});
}

base::Result<hub::ClaimReceipt> accept(TestHub& test, const std::string& token) {
    return test.hub().run_now(hub::accept_claim, hub::AcceptClaim{token});
}

base::Result<hub::UnlinkReceipt> unlink(TestHub& test, const std::string& token, const std::string& subject) {
    return test.hub().run_now(hub::unlink_identity, hub::UnlinkIdentity{token, TestHub::person(subject).key});
}

TEST(Linking, rule_13_a_member_who_signs_in_on_both_sides_links_and_takes_what_waits) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2");
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const auto both = sign_in_beside(test, test.sign_in("2"), "10", "both");
    ASSERT_TRUE(both);
    EXPECT_EQ(both.value().member, bob);
    EXPECT_EQ(both.value().identities.at(0).key.subject, "10");  // the one to greet
    EXPECT_EQ(both.value().identities.at(1).key.subject, "2");
    const auto receipt = accept(test, "both");
    EXPECT_EQ(receipt.value().member, bob);
    EXPECT_EQ(receipt.value().released, test.euros(1));
    EXPECT_EQ(test.hub().ask_now(hub::find_session, hub::FindSession{test.sign_in("10")}).value().member, bob);
    EXPECT_EQ(test.audit(), "");
}

TEST(Linking, case_44_an_identity_of_another_member_is_never_joined_in) {
    TestHub test;
    test.join("1");
    test.join("2");
    const std::string ada = test.sign_in("1");
    EXPECT_EQ(sign_in_beside(test, ada, "2", "both").error(), claims::Refusal::identity_claimed_by_another);
    // The refusal has changed nothing: the browser's session goes on.
    EXPECT_TRUE(test.hub().ask_now(hub::find_session, hub::FindSession{ada}));
    EXPECT_FALSE(test.hub().ask_now(hub::find_session, hub::FindSession{"both"}));
}

TEST(Linking, case_45_an_old_session_of_nobody_opens_no_account_for_whoever_has_found_it) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const std::string found = test.sign_in("10");
    test.advance(test.hub().rules().recent_sign_in + std::chrono::seconds{1});
    EXPECT_EQ(accept(test, found).error(), hub::Refusal::sign_in_not_recent);
    // Nor with a fresh proof of somebody else's own account beside it.
    ASSERT_TRUE(sign_in_beside(test, found, "66", "both"));
    EXPECT_EQ(accept(test, "both").error(), hub::Refusal::sign_in_not_recent);
    EXPECT_EQ(accept(test, test.sign_in("10")).value().released, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(Linking, a_proof_that_is_kept_lasts_no_longer_than_it_would_have_alone) {
    TestHub test;
    const std::string first = test.sign_in("1");
    const base::Time ends = test.hub().ask_now(hub::find_session, hub::FindSession{first}).value().expires_at;
    test.advance(std::chrono::days{20});
    EXPECT_EQ(sign_in_beside(test, first, "2", "both").value().expires_at, ends);
    test.advance(std::chrono::days{11});
    EXPECT_EQ(sign_in_beside(test, "both", "2", "later").value().identities.size(), 1U);
}

TEST(Linking, case_45_an_old_sign_in_links_nothing_on_either_side) {
    TestHub test;
    test.join("1");
    const std::string old_member = test.sign_in("1");
    test.advance(test.hub().rules().recent_sign_in + std::chrono::seconds{1});
    ASSERT_TRUE(sign_in_beside(test, old_member, "10", "both"));
    EXPECT_EQ(accept(test, "both").error(), hub::Refusal::sign_in_not_recent);
    // The member's side proven again, now the other one has grown old.
    test.advance(test.hub().rules().recent_sign_in + std::chrono::seconds{1});
    ASSERT_TRUE(sign_in_beside(test, "both", "1", "again"));
    EXPECT_EQ(accept(test, "again").error(), hub::Refusal::sign_in_not_recent);
    ASSERT_TRUE(sign_in_beside(test, "again", "10", "fresh"));
    EXPECT_TRUE(accept(test, "fresh"));
}

TEST(Linking, a_session_that_is_not_kept_leaves_nothing_behind) {
    TestHub test;
    test.join("1");
    const std::string ada = test.sign_in("1");
    const auto session =
        test.hub().run_now(hub::sign_in, hub::SignIn{"next", {TestHub::person("10")}, ada, false}).value();
    EXPECT_EQ(session.identities.size(), 1U);
    EXPECT_FALSE(session.member);
}

TEST(Linking, rule_14_after_unlinking_released_money_stays_and_later_shares_wait) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const base::MemberId bob = test.join("2");
    ASSERT_TRUE(sign_in_beside(test, test.sign_in("2"), "10", "both"));
    ASSERT_TRUE(accept(test, "both"));
    EXPECT_EQ(unlink(test, "both", "10").value().identities, 1);
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(1));
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    EXPECT_EQ(test.dashboard(bob).revenue, test.euros(1));
    EXPECT_EQ(test.preview("10").waiting, test.euros(1));
    EXPECT_FALSE(test.preview("10").member);
    EXPECT_EQ(test.audit(), "");
}

TEST(Linking, case_51_the_last_sign_in_stays) {
    TestHub test;
    const base::MemberId ada = test.join("1");
    EXPECT_EQ(unlink(test, test.sign_in("1"), "1").error(), claims::Refusal::last_sign_in);
    EXPECT_EQ(test.hub().ask_now(hub::find_session, hub::FindSession{test.sign_in("1")}).value().member, ada);
}

TEST(Linking, unlinking_is_refused_by_name_to_whom_it_is_not_due) {
    TestHub test;
    const base::MemberId ada = test.join("1");
    test.join("2");
    const std::string session = test.sign_in_as_all({"1", "10"});
    ASSERT_TRUE(accept(test, session));
    EXPECT_EQ(unlink(test, "nonsense", "10").error(), hub::Refusal::not_signed_in);
    EXPECT_EQ(unlink(test, test.sign_in("77"), "10").error(), hub::Refusal::account_needed);
    EXPECT_EQ(unlink(test, session, "2").error(), claims::Refusal::identity_not_linked);
    EXPECT_EQ(unlink(test, session, "404").error(), claims::Refusal::identity_not_linked);
    ASSERT_TRUE(test.hub().run_now(
        hub::gift,
        hub::Gift{test.join("3", 1, 0), TestHub::person("1"), {"demo:1", "", ""}, test.euros(1), false, "g"}));
    ASSERT_TRUE(test.hub().run_now(hub::reserve_payout,
                                   hub::ReservePayout{ada, test.euros(1), "test", "test:ok", test.now(), "p"}));
    EXPECT_EQ(unlink(test, session, "10").error(), claims::Refusal::payout_in_flight);
    test.advance(test.hub().rules().recent_sign_in + std::chrono::seconds{1});
    EXPECT_EQ(unlink(test, session, "10").error(), hub::Refusal::sign_in_not_recent);
    EXPECT_EQ(test.dashboard(ada).identities.size(), 2U);
}

TEST(Linking, two_members_are_joined_by_unlinking_and_linking) {
    TestHub test;
    const base::MemberId ada = test.join("1");
    test.join("2");
    ASSERT_TRUE(accept(test, test.sign_in_as_all({"2", "20"})));
    ASSERT_TRUE(unlink(test, test.sign_in("20"), "2"));
    ASSERT_TRUE(sign_in_beside(test, test.sign_in("1"), "2", "both"));
    EXPECT_EQ(accept(test, "both").value().member, ada);
    EXPECT_EQ(test.dashboard(ada).identities.size(), 2U);
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus
