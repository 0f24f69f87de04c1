// One effect for each command, however often and at what instant it is sent (invariant 7): in sequence, 64 at once,
// after a restart, and with a changed body.
#include <atomic>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "claims/refusal.hpp"
#include "giving/refusal.hpp"
#include "hub/gift.hpp"
#include "hub/opt_out.hpp"
#include "hub/undo_flattr.hpp"
#include "hub/unlink_identity.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

/// Sends the same command from 64 threads at one instant; how many of the answers satisfy `counts`.
template <class Command, class Answer, class Counts>
int at_once(TestHub& test, hub::Verb<Command, Answer> verb, const Command& command, Counts counts) {
    constexpr int senders = 64;
    std::latch start(senders);
    std::atomic<int> counted{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < senders; ++i)
        threads.emplace_back([&] {
            start.arrive_and_wait();
            const base::Result<Answer> answer = test.hub().run_now(verb, command);
            if (counts(answer)) ++counted;
        });
    for (std::thread& thread : threads)
        thread.join();
    return counted;
}

const auto succeeded = [](const auto& answer) { return answer.has_value(); };
const auto first = [](const auto& answer) { return answer && !answer.value().repeated; };

hub::Gift gift_to(base::MemberId giver, const std::string& subject, money::Amount amount) {
    return {giver, TestHub::person(subject), {"demo:" + subject, "", "@handle" + subject}, amount, false, "once"};
}

TEST(Duplicates, the_same_top_up_key_has_one_effect_also_64_at_once_and_after_a_restart) {
    TestHub test;
    const base::MemberId ada = test.join("1");
    const hub::TopUp command{ada, test.euros(5), "test", "once"};
    EXPECT_EQ(at_once(test, &hub::top_up, command, first), 1);
    test.restart();
    const auto again = test.hub().run_now(hub::top_up, command);
    EXPECT_TRUE(again.value().repeated);
    EXPECT_EQ(again.value().wallet, test.euros(5));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
}

TEST(Duplicates, the_same_key_with_another_body_is_refused_without_effect) {
    TestHub test;
    const base::MemberId ada = test.join("1");
    ASSERT_TRUE(test.hub().run_now(hub::top_up, hub::TopUp{ada, test.euros(5), "test", "once"}));
    EXPECT_EQ(test.hub().run_now(hub::top_up, hub::TopUp{ada, test.euros(6), "test", "once"}).error(),
              hub::Refusal::idempotency_key_reused);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    // Another member's same key is another key.
    const base::MemberId bob = test.join("2");
    EXPECT_FALSE(test.hub().run_now(hub::top_up, hub::TopUp{bob, test.euros(6), "test", "once"}).value().repeated);
}

TEST(Duplicates, a_flattr_64_times_at_once_counts_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const hub::Flattr command{ada, TestHub::person("10"), {"demo:10", "", "@handle10"}};
    EXPECT_EQ(at_once(test, &hub::flattr, command, first), 1);
    EXPECT_EQ(test.dashboard(ada).flattrs_count, 1);
    EXPECT_EQ(test.audit(), "");
}

TEST(Duplicates, a_gift_is_given_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const hub::Gift gift = gift_to(ada, "10", test.euros(2));
    EXPECT_EQ(at_once(test, &hub::gift, gift, first), 1);
    const auto again = test.hub().run_now(hub::gift, gift).value();
    test.restart();
    const auto later = test.hub().run_now(hub::gift, gift).value();
    EXPECT_TRUE(again.repeated && later.repeated);
    EXPECT_EQ(later.id, again.id);
    EXPECT_EQ(later.wallet, test.euros(3));
    EXPECT_EQ(later.expires_at, again.expires_at);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(3));
    EXPECT_EQ(test.preview("10").waiting, test.euros(2));
    EXPECT_EQ(test.audit(), "");
}

TEST(Duplicates, a_gifts_key_with_any_other_body_is_refused_without_effect) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const hub::Gift gift = gift_to(ada, "10", test.euros(2));
    ASSERT_TRUE(test.hub().run_now(hub::gift, gift));
    hub::Gift shown = gift;
    shown.show_name = true;
    hub::Gift for_another_thing = gift;
    for_another_thing.thing.key = "demo:post:7";
    for (const hub::Gift& changed :
         {gift_to(ada, "11", test.euros(2)), gift_to(ada, "10", test.euros(1)), shown, for_another_thing})
        EXPECT_EQ(test.hub().run_now(hub::gift, changed).error(), hub::Refusal::idempotency_key_reused);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(3));
    // What a person is called is no part of the request: they may have been renamed between the two.
    hub::Gift renamed = gift;
    renamed.recipient.handle = "renamed";
    EXPECT_TRUE(test.hub().run_now(hub::gift, renamed).value().repeated);
    // Another giver's same key is another key.
    EXPECT_FALSE(test.hub().run_now(hub::gift, gift_to(test.join("2", 5, 1), "11", test.euros(1))).value().repeated);
    EXPECT_EQ(test.audit(), "");
}

TEST(Duplicates, a_gift_is_recalled_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const hub::RecallGift recall{ada, test.hub().run_now(hub::gift, gift_to(ada, "10", test.euros(2))).value().id};
    EXPECT_EQ(at_once(test, &hub::recall_gift, recall, succeeded), 1);
    test.restart();
    EXPECT_EQ(test.hub().run_now(hub::recall_gift, recall).error(), giving::Refusal::gift_returned);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    // The first gift's key stays used: its repeat gives nothing anew.
    EXPECT_TRUE(test.hub().run_now(hub::gift, gift_to(ada, "10", test.euros(2))).value().repeated);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

TEST(Duplicates, a_flattr_is_undone_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "11"));
    const hub::UndoFlattr undo{ada, test.flattr(ada, "10").value().id};
    EXPECT_EQ(at_once(test, &hub::undo_flattr, undo, first), 1);
    test.restart();
    EXPECT_TRUE(test.hub().run_now(hub::undo_flattr, undo).value().repeated);
    EXPECT_EQ(test.dashboard(ada).flattrs_count, 1);
    EXPECT_EQ(test.audit(), "");
}

TEST(Duplicates, what_waits_is_declined_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.hub().run_now(hub::gift, gift_to(ada, "10", test.euros(2))));
    const hub::DeclineClaim decline{test.sign_in("10")};
    EXPECT_EQ(at_once(test, &hub::decline_claim, decline, succeeded), 1);
    test.restart();
    EXPECT_EQ(test.hub().run_now(hub::decline_claim, decline).error(), claims::Refusal::nothing_waiting);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

TEST(Duplicates, a_claim_is_paid_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.hub().run_now(hub::gift, gift_to(ada, "10", test.euros(2))));
    const hub::AcceptClaim accept{test.sign_in("10")};
    const auto paid = [](const base::Result<hub::ClaimReceipt>& answer) { return !answer.value().released.is_zero(); };
    EXPECT_EQ(at_once(test, &hub::accept_claim, accept, paid), 1);
    test.restart();
    const auto again = test.hub().run_now(hub::accept_claim, accept).value();
    EXPECT_TRUE(again.released.is_zero());
    EXPECT_EQ(test.dashboard(again.member).revenue, test.euros(2));
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM members"), 2);
    EXPECT_EQ(test.audit(), "");
}

TEST(Duplicates, an_account_is_opened_once) {
    TestHub test;
    const hub::OpenAccount open{test.sign_in("1")};
    EXPECT_EQ(at_once(test, &hub::open_account, open, succeeded), 1);
    test.restart();
    EXPECT_EQ(test.hub().run_now(hub::open_account, open).error(), hub::Refusal::account_exists);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM members"), 1);
}

TEST(Duplicates, an_identity_is_unlinked_once) {
    TestHub test;
    test.join("1");
    const std::string session = test.sign_in_as_all({"1", "10", "11"});
    ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{session}));
    const hub::UnlinkIdentity unlink{session, TestHub::person("10").key};
    EXPECT_EQ(at_once(test, &hub::unlink_identity, unlink, succeeded), 1);
    test.restart();
    EXPECT_EQ(test.hub().run_now(hub::unlink_identity, unlink).error(), claims::Refusal::identity_not_linked);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM links"), 2);
}

TEST(Duplicates, opting_out_and_lifting_it_happen_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.hub().run_now(hub::gift, gift_to(ada, "10", test.euros(2))));
    const std::string session = test.sign_in("10");
    const auto returned = [](const base::Result<hub::OptOutReceipt>& answer) {
        return !answer.value().returned.is_zero();
    };
    EXPECT_EQ(at_once(test, &hub::opt_out, hub::OptOut{session}, returned), 1);
    test.restart();
    EXPECT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{session}).value().returned.is_zero());
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(at_once(test, &hub::lift_opt_out, hub::LiftOptOut{session}, succeeded), 1);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM opt_outs"), 0);
    EXPECT_EQ(test.audit(), "");
}

TEST(Duplicates, a_sign_in_is_completed_once_and_opens_one_session) {
    TestHub test;
    const hub::ConsumeSignIn consume{"flow", test.now() + std::chrono::minutes{10}};
    EXPECT_EQ(at_once(test, &hub::consume_sign_in, consume, succeeded), 1);
    const std::string before = test.sign_in("1");
    const hub::SignIn command{base::random_token(), {TestHub::person("10")}, before};
    EXPECT_EQ(at_once(test, &hub::sign_in, command, succeeded), 64) << "the same answer to each";
    test.restart();
    EXPECT_EQ(test.hub().run_now(hub::consume_sign_in, consume).error(), hub::Refusal::sign_in_already_used);
    const auto again = test.hub().run_now(hub::sign_in, command);
    ASSERT_TRUE(again);
    EXPECT_EQ(again.value().identities.front().key, TestHub::person("10").key);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM sessions"), 1) << "and the one before has ended";
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM session_identities"), 1);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM identities"), 2);
}

TEST(Duplicates, a_sign_out_ends_one_session_and_no_other) {
    TestHub test;
    const std::string other = test.sign_in("1");
    const hub::SignOut command{test.sign_in("1")};
    EXPECT_EQ(at_once(test, &hub::sign_out, command, succeeded), 64);
    test.restart();
    EXPECT_TRUE(test.hub().run_now(hub::sign_out, command));
    EXPECT_EQ(test.hub().ask_now(hub::find_session, hub::FindSession{command.token}).error(),
              hub::Refusal::not_signed_in);
    EXPECT_TRUE(test.hub().ask_now(hub::find_session, hub::FindSession{other}));
}

TEST(Duplicates, a_plan_set_often_is_set_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    EXPECT_EQ(at_once(test, &hub::set_budget, hub::SetBudget{ada, test.euros(3)}, succeeded), 64);
    EXPECT_EQ(test.dashboard(ada).reserved, test.euros(3));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(2));
    EXPECT_EQ(test.audit(), "");
}

}  // namespace
}  // namespace obolus
