// A platform that gives its people other ids (rule 22): who is told, who may object, and what is never joined.
#include "hub/id_change.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "giving/refusal.hpp"
#include "hub/import_ids.hpp"
#include "hub/opt_out.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

constexpr std::chrono::seconds wait = std::chrono::days{14} + std::chrono::seconds{1};

identity::IdPair pair(const std::string& from, const std::string& to) {
    return {TestHub::person(from).key, TestHub::person(to).key};
}

hub::ImportReceipt import(TestHub& test, std::vector<identity::IdPair> pairs,
                          identity::IdProof proof = identity::IdProof::platform) {
    return test.hub()
        .run_now(hub::import_ids, hub::ImportIds{std::move(pairs), "its letter of 1 March", proof})
        .value();
}

hub::AppliedIdChanges apply(TestHub& test) {
    return test.hub().run_now(hub::apply_id_changes, hub::ApplyIdChanges{}).value();
}

std::vector<identity::IdChange> all(TestHub& test) {
    return test.hub().ask_now(hub::list_id_changes, hub::ListIdChanges{}).value();
}

TEST(IdChanges, an_import_is_repeated_without_effect_and_strangers_are_passed_over) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    const std::vector<identity::IdPair> list{pair("10", "510"), pair("11", "511")};
    const hub::ImportReceipt first = import(test, list);
    EXPECT_EQ(first.accepted, 1);
    EXPECT_EQ(first.unknown, 1);
    const hub::ImportReceipt again = import(test, list);
    EXPECT_EQ(again.accepted, 0);
    EXPECT_EQ(again.repeated, 1);
    test.advance(wait);
    EXPECT_EQ(apply(test).applied, 1);
    EXPECT_EQ(import(test, list).repeated, 1);
    EXPECT_EQ(all(test).size(), 1U);
    EXPECT_EQ(test.audit(), "");
}

TEST(IdChanges, a_preview_says_the_same_and_changes_nothing) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(ada, "20"));
    const hub::ImportIds list{{pair("10", "510"), pair("10", "20"), pair("1", "501"), pair("9", "509")}, "a list"};
    const hub::ImportReceipt seen = test.hub().ask_now(hub::preview_import, list).value();
    EXPECT_EQ(seen.accepted, 1);
    EXPECT_EQ(seen.unknown, 1);
    ASSERT_EQ(seen.refused.size(), 2U);
    EXPECT_EQ(seen.refused[1].position, 1U);
    EXPECT_EQ(seen.refused[1].why, identity::Refusal::id_pair_contradicts);
    EXPECT_TRUE(all(test).empty());
}

TEST(IdChanges, pairs_that_are_none_and_pairs_that_contradict_are_refused_by_name) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    for (const std::string subject : {"10", "20", "30"})
        ASSERT_TRUE(test.flattr(ada, subject));
    ASSERT_EQ(import(test, {pair("10", "510")}).accepted, 1);
    identity::IdPair elsewhere = pair("20", "520");
    elsewhere.to.provider = "other";
    const hub::ImportReceipt refused =
        import(test, {pair("20", "20"), pair("@ada", "520"), elsewhere, pair("10", "511"), pair("20", "510"),
                      pair("30", "10"), pair("510", "530")});
    std::vector<std::string> names;
    for (const hub::RefusedPair& each : refused.refused)
        names.push_back(each.why.message());
    EXPECT_EQ(names, (std::vector<std::string>{"id_pair_malformed", "id_pair_malformed", "id_pair_malformed",
                                               "id_pair_contradicts", "id_pair_contradicts", "id_pair_contradicts",
                                               "id_pair_contradicts"}));
    EXPECT_EQ(refused.accepted, 0);
    EXPECT_EQ(all(test).size(), 1U);
}

TEST(IdChanges, money_of_two_identities_is_never_joined) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    for (const std::string subject : {"10", "510", "20"})
        ASSERT_TRUE(test.flattr(ada, subject));
    // 510 was given to; 520 belongs to a member while nobody has linked 20.
    test.join("520");
    const hub::ImportReceipt refused = import(test, {pair("10", "510"), pair("20", "520")});
    ASSERT_EQ(refused.refused.size(), 2U);
    for (const hub::RefusedPair& each : refused.refused)
        EXPECT_EQ(each.why, identity::Refusal::new_id_in_use);
    // The same when it comes into use while the pair waits.
    ASSERT_TRUE(test.flattr(ada, "30"));
    ASSERT_EQ(import(test, {pair("30", "530")}).accepted, 1);
    ASSERT_TRUE(test.flattr(ada, "530"));
    test.advance(wait);
    const hub::AppliedIdChanges done = apply(test);
    EXPECT_EQ(done.applied, 0);
    EXPECT_EQ(done.refused, 1);
    EXPECT_EQ(all(test).front().reason, "new_id_in_use");
    EXPECT_EQ(apply(test).refused, 0);
    EXPECT_EQ(test.audit(), "");
}

TEST(IdChanges, who_has_signed_in_with_the_new_id_meanwhile_signs_in_again) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const std::string early = test.sign_in("510");
    EXPECT_TRUE(test.hub().ask_now(hub::preview_claim, hub::PreviewClaim{early}).value().waiting.is_zero());
    ASSERT_EQ(import(test, {pair("10", "510")}).accepted, 1);
    test.advance(wait);
    ASSERT_EQ(apply(test).applied, 1);
    EXPECT_EQ(test.hub().ask_now(hub::find_session, hub::FindSession{early}).error(), hub::Refusal::not_signed_in);
    EXPECT_EQ(test.preview("510").waiting, test.euros(1));
    EXPECT_TRUE(test.preview("10").waiting.is_zero());  // the old id is a stranger's now
    EXPECT_EQ(test.audit(), "");
}

TEST(IdChanges, a_member_keeps_the_account_and_signs_in_with_the_new_id) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_EQ(import(test, {pair("1", "501")}).accepted, 1);
    const auto notices = test.dashboard(ada).notices;
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].kind, "id_changes");
    test.advance(wait);
    ASSERT_EQ(apply(test).applied, 1);
    const std::string session = test.sign_in("501");
    EXPECT_EQ(test.hub().ask_now(hub::find_session, hub::FindSession{session}).value().member, ada);
    EXPECT_EQ(test.audit(), "");
}

TEST(IdChanges, owners_givers_and_the_new_ids_bearer_may_object_and_nobody_else) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const auto object = [&](const std::string& subject) {
        return test.hub().run_now(hub::object_to_id_change,
                                  hub::ObjectToIdChange{test.sign_in(subject), all(test).front().number});
    };
    ASSERT_EQ(import(test, {pair("10", "510")}).accepted, 1);
    EXPECT_EQ(test.dashboard(ada).notices.front().kind, "recipients_id_changes");
    EXPECT_EQ(object("77").error(), identity::Refusal::id_change_unknown);
    for (const std::string subject : {"1", "10", "510"}) {
        EXPECT_TRUE(object(subject)) << subject;
        EXPECT_EQ(object(subject).error(), identity::Refusal::id_change_ended);
        EXPECT_EQ(all(test).front().state, identity::IdChangeState::objected);
        ASSERT_EQ(import(test, {pair("10", "510")}).accepted, 1) << "the operator has looked into it";
    }
    const hub::CancelIdChange cancel{all(test).front().number};
    EXPECT_TRUE(test.hub().run_now(hub::cancel_id_change, cancel));
    EXPECT_EQ(test.hub().run_now(hub::cancel_id_change, cancel).error(), identity::Refusal::id_change_ended);
    EXPECT_EQ(test.hub().run_now(hub::cancel_id_change, hub::CancelIdChange{999}).error(),
              identity::Refusal::id_change_unknown);
    test.advance(wait);
    EXPECT_EQ(apply(test).applied, 0);
    EXPECT_EQ(test.preview("10").waiting, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(IdChanges, one_sign_in_that_shows_both_begins_the_wait) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    ASSERT_EQ(import(test, {pair("10", "510")}, identity::IdProof::sign_in).accepted, 1);
    test.advance(wait);
    EXPECT_EQ(apply(test).applied, 0);
    // Two sign-ins of one browser are not one that shows both.
    hub::SignIn second{base::random_token(), {TestHub::person("510")}, test.sign_in("10"), true};
    ASSERT_TRUE(test.hub().run_now(hub::sign_in, second));
    EXPECT_EQ(all(test).front().due_at, base::Time{});
    test.sign_in_as_all({"510", "10"});
    EXPECT_EQ(apply(test).applied, 0);
    test.advance(wait);
    EXPECT_EQ(apply(test).applied, 1);
    EXPECT_EQ(test.preview("510").waiting, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(IdChanges, an_opt_out_follows_its_owner_and_no_key_of_theirs_stays) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in("10")}));
    ASSERT_TRUE(test.flattr(ada, "20"));
    ASSERT_EQ(import(test, {pair("10", "510"), pair("20", "520")}).accepted, 2);
    // One opts out while the pair waits.
    ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in("20")}));
    test.advance(wait);
    ASSERT_EQ(apply(test).applied, 2);
    EXPECT_EQ(test.flattr(ada, "510").error(), giving::Refusal::recipient_opted_out);
    EXPECT_EQ(test.flattr(ada, "520").error(), giving::Refusal::recipient_opted_out);
    EXPECT_EQ(
        test.number("SELECT COUNT(*) FROM id_changes WHERE old_subject NOT LIKE '#%' OR new_subject NOT LIKE '#%'"), 0);
    const std::string session = test.sign_in("510");
    EXPECT_TRUE(test.hub().run_now(hub::lift_opt_out, hub::LiftOptOut{session}));
    EXPECT_TRUE(test.flattr(ada, "510"));
    EXPECT_EQ(test.audit(), "");
}

TEST(IdChanges, no_key_of_whoever_opted_out_stays_when_a_pair_is_cancelled) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_EQ(import(test, {pair("10", "510")}).accepted, 1);
    ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in("10")}));
    ASSERT_TRUE(test.hub().run_now(hub::cancel_id_change, hub::CancelIdChange{all(test).front().number}));
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM id_changes WHERE new_subject NOT LIKE '#%'"), 0);
    EXPECT_EQ(test.audit(), "");
}

TEST(IdChanges, who_gives_only_after_the_import_has_no_say_in_it) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_EQ(import(test, {pair("10", "510")}).accepted, 1);
    test.end_and_close_month();
    EXPECT_EQ(test.hub()
                  .run_now(hub::object_to_id_change, hub::ObjectToIdChange{test.sign_in("1"), all(test).front().number})
                  .error(),
              identity::Refusal::id_change_unknown);
}

TEST(IdChanges, the_audit_finds_a_key_that_was_changed_behind_it) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_EQ(import(test, {pair("10", "510")}).accepted, 1);
    test.advance(wait);
    ASSERT_EQ(apply(test).applied, 1);
    EXPECT_EQ(test.audit(), "");
    test.tamper("UPDATE identities SET subject = '666' WHERE subject = '510'");
    EXPECT_NE(test.audit().find("24_id_changes_are_the_keys: id_changes 1"), std::string::npos) << test.audit();
}

}  // namespace
}  // namespace obolus
