// Hostile cases at the verbs: who is who, duplicates and races. Numbers are those of the list of hostile cases.
#include <atomic>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "claims/refusal.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

hub::SignIn sign_in_as(identity::ExternalIdentity identity, const std::string& token) {
    return {token, {std::move(identity)}, ""};
}

TEST(Hostile, case_37_and_38_nothing_but_the_stable_id_links) {
    TestHub test;
    const base::MemberId ada = test.join("1");
    identity::ExternalIdentity impostor = TestHub::person("1");  // same handle, name and profile; another provider
    impostor.key.provider = "other";
    ASSERT_TRUE(test.hub().run_now(hub::sign_in, sign_in_as(impostor, "token-a")));
    const auto session = test.hub().ask_now(hub::find_session, hub::FindSession{"token-a"});
    EXPECT_NE(session.value().member, ada);
    EXPECT_FALSE(session.value().member);
    EXPECT_FALSE(session.value().is_operator);
}

TEST(Hostile, case_39_a_recycled_handle_gets_nothing_of_the_old_owners_money) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    identity::ExternalIdentity recycled = TestHub::person("99");
    recycled.handle = TestHub::person("10").handle;
    ASSERT_TRUE(test.hub().run_now(hub::sign_in, sign_in_as(recycled, "token-b")));
    EXPECT_TRUE(test.hub().ask_now(hub::preview_claim, hub::PreviewClaim{"token-b"}).value().waiting.is_zero());
    EXPECT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{"token-b"}).value().released.is_zero());
    EXPECT_EQ(test.preview("10").waiting, test.euros(1));
}

TEST(Hostile, case_42_ids_beyond_two_to_the_53_stay_two_people) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "9007199254740993"));
    test.end_and_close_month();
    EXPECT_TRUE(test.preview("9007199254740992").waiting.is_zero());
    EXPECT_EQ(test.preview("9007199254740993").waiting, test.euros(1));
}

TEST(Hostile, case_43_one_identity_claimed_by_64_at_once_is_paid_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    std::vector<std::string> sessions;
    for (int i = 0; i < 64; ++i)
        sessions.push_back(test.sign_in("10"));

    std::atomic<std::int64_t> released{0};
    std::atomic<int> paid{0};
    std::latch start(64);
    std::vector<std::thread> claimers;
    for (const std::string& session : sessions)
        claimers.emplace_back([&test, &released, &paid, &start, session] {
            start.arrive_and_wait();
            const auto receipt = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{session});
            if (!receipt) return;
            released += receipt.value().released.micro();
            if (!receipt.value().released.is_zero()) ++paid;
        });
    for (std::thread& claimer : claimers)
        claimer.join();
    EXPECT_EQ(paid, 1);
    EXPECT_EQ(released, 1'000'000);
    EXPECT_EQ(test.audit(), "");
}

TEST(Hostile, case_4_a_sign_in_completed_twice_at_the_same_instant_succeeds_once) {
    TestHub test;
    std::atomic<int> succeeded{0};
    std::latch start(16);
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] {
            start.arrive_and_wait();
            if (test.hub().run_now(hub::consume_sign_in,
                                   hub::ConsumeSignIn{"flow", test.now() + std::chrono::minutes{10}}))
                ++succeeded;
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(succeeded, 1);
    EXPECT_EQ(test.hub().run_now(hub::consume_sign_in, hub::ConsumeSignIn{"flow", test.now()}).error(),
              hub::Refusal::sign_in_already_used);
}

TEST(Hostile, case_52_a_new_session_ends_the_browsers_old_one) {
    TestHub test;
    const std::string old = test.sign_in("1");
    ASSERT_TRUE(test.hub().run_now(hub::sign_in, hub::SignIn{"fresh", {TestHub::person("1")}, old}));
    EXPECT_EQ(test.hub().ask_now(hub::find_session, hub::FindSession{old}).error(), hub::Refusal::not_signed_in);
    EXPECT_TRUE(test.hub().ask_now(hub::find_session, hub::FindSession{"fresh"}));
    ASSERT_TRUE(test.hub().run_now(hub::sign_out, hub::SignOut{"fresh"}));
    EXPECT_EQ(test.hub().ask_now(hub::find_session, hub::FindSession{"fresh"}).error(), hub::Refusal::not_signed_in);
}

TEST(Hostile, sessions_end_when_their_time_is_over) {
    TestHub test;
    const std::string session = test.sign_in("1");
    test.advance(std::chrono::days{31});
    EXPECT_EQ(test.hub().ask_now(hub::find_session, hub::FindSession{session}).error(), hub::Refusal::not_signed_in);
}

TEST(Hostile, a_session_whose_identities_belong_to_two_members_claims_nothing) {
    TestHub test;
    test.join("1");
    test.join("2");
    EXPECT_EQ(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"1", "2"})}).error(),
              claims::Refusal::identity_claimed_by_another);
}

TEST(BadInput, top_up_refuses_what_is_no_top_up_by_name) {
    TestHub test;
    const base::MemberId ada = test.join("1");
    const auto error = [&](const hub::TopUp& command) { return test.hub().run_now(hub::top_up, command).error(); };
    EXPECT_EQ(error({ada, test.euros(0), "test", "k"}), money::Refusal::amount_zero);
    EXPECT_EQ(error({ada, test.micro(10'001), "test", "k"}), money::Refusal::amount_too_fine);
    EXPECT_EQ(error({ada, test.euros(1), "gold", "k"}), hub::Refusal::rail_disabled);
    EXPECT_EQ(error({ada, test.euros(1), "test", ""}), hub::Refusal::idempotency_key_missing);
    EXPECT_EQ(error({ada, test.euros(1), "test", "no blanks"}), hub::Refusal::idempotency_key_malformed);
    EXPECT_EQ(error({ada, test.euros(1), "test", std::string(65, 'a')}), hub::Refusal::idempotency_key_malformed);
    EXPECT_EQ(error({{}, test.euros(1), "test", "k"}), hub::Refusal::account_needed);
    const money::Amount most = test.micro(money::Amount::max_micro / 10'000 * 10'000);
    ASSERT_TRUE(test.top_up(ada, most));
    EXPECT_EQ(error({ada, most, "test", "k"}), money::Refusal::amount_too_large);
    EXPECT_EQ(test.dashboard(ada).wallet, most);
    EXPECT_EQ(test.audit(), "");
}

TEST(BadInput, identities_without_a_proper_key_are_refused) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    for (const identity::Key& key :
         {identity::Key{"", "", "1"}, identity::Key{"demo", "", ""}, identity::Key{"de:mo", "", "1"},
          identity::Key{"demo", "", std::string(256, '1')}, identity::Key{"demo", "", "1\n"}}) {
        identity::ExternalIdentity owner;
        owner.key = key;
        EXPECT_EQ(test.hub().run_now(hub::flattr, hub::Flattr{ada, owner, {"demo:x", "", ""}}).error(),
                  hub::Refusal::identity_invalid);
        EXPECT_EQ(test.hub().run_now(hub::sign_in, sign_in_as(owner, "t")).error(), hub::Refusal::identity_invalid);
    }
}

}  // namespace
}  // namespace obolus
