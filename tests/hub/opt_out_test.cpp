// "Leave me alone" (rule 16): opting out, and lifting it.
#include "hub/opt_out.hpp"

#include <gtest/gtest.h>

#include "claims/refusal.hpp"
#include "giving/refusal.hpp"
#include "hub/gift.hpp"
#include "hub/recipient.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

base::Result<hub::OptOutReceipt> opt_out(TestHub& test, const std::string& subject) {
    return test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in(subject)});
}

base::Result<hub::GiftReceipt> give(TestHub& test, base::MemberId giver, const std::string& subject,
                                    const std::string& key) {
    return test.hub().run_now(hub::gift,
                              hub::Gift{giver,
                                        TestHub::person(subject),
                                        {"demo:" + subject, "https://demo.example/" + subject, "@" + subject},
                                        test.euros(1),
                                        false,
                                        key});
}

TEST(OptOut, rule_16_returns_what_waits_and_blocks_until_it_is_lifted) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(give(test, ada, "10", "a"));
    const auto receipt = opt_out(test, "10");
    EXPECT_EQ(receipt.value().returned, test.euros(1));
    EXPECT_EQ(receipt.value().givers, 1);
    EXPECT_EQ(receipt.value().identities, 1);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.dashboard(ada).notices.at(0).kind, "share_returned");

    EXPECT_EQ(give(test, ada, "10", "b").error(), giving::Refusal::recipient_opted_out);
    EXPECT_EQ(test.flattr(ada, "10").error(), giving::Refusal::recipient_opted_out);
    EXPECT_EQ(test.flattr_post(ada, "10", "5").error(), giving::Refusal::recipient_opted_out);

    const std::string session = test.sign_in("10");
    EXPECT_TRUE(test.hub().ask_now(hub::find_session, hub::FindSession{session}).value().opted_out);
    ASSERT_TRUE(test.hub().run_now(hub::lift_opt_out, hub::LiftOptOut{session}));
    EXPECT_FALSE(test.hub().ask_now(hub::find_session, hub::FindSession{session}).value().opted_out);
    EXPECT_EQ(test.hub().run_now(hub::lift_opt_out, hub::LiftOptOut{session}).error(), claims::Refusal::not_opted_out);
    ASSERT_TRUE(give(test, ada, "10", "c"));
    EXPECT_EQ(test.preview("10").waiting, test.euros(1));
    EXPECT_EQ(test.preview("10").identities.at(0).handle, "handle10");
    EXPECT_EQ(test.audit(), "");
}

TEST(OptOut, leaves_nothing_of_the_person_but_a_keyed_hash) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(give(test, ada, "secret-10", "a"));
    ASSERT_TRUE(test.flattr_post(ada, "secret-10", "77"));
    ASSERT_TRUE(opt_out(test, "secret-10"));
    ASSERT_FALSE(give(test, ada, "secret-10", "b"));
    test.sign_in("secret-10");
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM identities WHERE subject LIKE '%secret%' OR handle LIKE '%secret%' OR "
                          "name LIKE '%secret%' OR profile_url LIKE '%secret%'"),
              0);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM things WHERE key LIKE '%secret%' OR url LIKE '%secret%' OR title LIKE "
                          "'%secret%' OR key LIKE '%post%'"),
              0);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM notices WHERE parameters LIKE '%secret%'"), 0);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM idempotency WHERE body LIKE '%secret%' OR answer LIKE '%secret%'"), 0);
    // The giver still sees that something was given, and to nobody.
    EXPECT_EQ(test.dashboard(ada).flattrs.at(0).owner.handle, "");
    EXPECT_EQ(test.audit(), "");
}

TEST(OptOut, flattrs_of_the_running_month_are_dropped_and_the_others_share) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(ada, "11"));
    ASSERT_TRUE(opt_out(test, "10"));
    test.end_and_close_month();
    EXPECT_EQ(test.preview("11").waiting, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(OptOut, between_the_closes_two_phases_each_share_goes_back_to_its_giver) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2", 5, 2);
    for (const base::MemberId giver : {ada, bob})
        for (const char* subject : {"10", "11"})
            ASSERT_TRUE(test.flattr(giver, subject));
    const base::Month month = test.hub().run_now(hub::end_month_early, hub::EndMonthEarly{}).value();
    while (test.hub().run_now(hub::close_month, hub::CloseMonth{month}).value().phase != hub::MonthPhase::paying) {
    }
    ASSERT_TRUE(opt_out(test, "10"));
    test.close_month(month);
    EXPECT_EQ(test.dashboard(ada).wallet, test.micro(4'500'000));
    EXPECT_EQ(test.dashboard(bob).wallet, test.euros(4));
    EXPECT_EQ(test.dashboard(bob).notices.at(0).kind, "share_returned");
    EXPECT_EQ(test.preview("11").waiting, test.micro(1'500'000));
    EXPECT_EQ(test.audit(), "");
}

TEST(OptOut, is_for_those_who_are_nobody_here_and_repeats_harmlessly) {
    TestHub test;
    test.join("1");
    EXPECT_EQ(opt_out(test, "1").error(), claims::Refusal::identity_is_linked);
    EXPECT_EQ(test.hub().run_now(hub::opt_out, hub::OptOut{"nonsense"}).error(), hub::Refusal::not_signed_in);
    ASSERT_TRUE(opt_out(test, "10"));
    EXPECT_EQ(opt_out(test, "10").value().identities, 1);
    // Out, in and out again within one session, before the platform has said the name anew.
    const std::string session = test.sign_in("10");
    ASSERT_TRUE(test.hub().run_now(hub::lift_opt_out, hub::LiftOptOut{session}));
    ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{session}));
    EXPECT_EQ(opt_out(test, "10").value().identities, 1);
    EXPECT_EQ(test.audit(), "");
}

TEST(OptOut, survives_a_restart_and_concerns_one_identity_alone) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(opt_out(test, "10"));
    test.restart();
    EXPECT_EQ(give(test, ada, "10", "a").error(), giving::Refusal::recipient_opted_out);
    ASSERT_TRUE(give(test, ada, "1010", "b"));
    // Rule 23: who has the recycled handle today is somebody else, and has not opted out.
    identity::ExternalIdentity recycled = TestHub::person("99");
    recycled.handle = TestHub::person("10").handle;
    EXPECT_TRUE(
        test.hub().run_now(hub::gift, hub::Gift{ada, recycled, {"demo:99", "", ""}, test.euros(1), false, "c"}));
}

TEST(OptOut, nobody_can_pass_for_a_blank_identity_or_one_by_handle) {
    TestHub test;
    for (const char* subject : {"#abc", "@ada"}) {
        hub::SignIn command{"t", {TestHub::person(subject)}, ""};
        EXPECT_EQ(test.hub().run_now(hub::sign_in, command).error(), hub::Refusal::identity_invalid) << subject;
    }
    const base::MemberId ada = test.join("1", 5, 1);
    EXPECT_EQ(give(test, ada, "#abc", "a").error(), hub::Refusal::identity_invalid);
    // Not even whoever knows the hash reaches the blank identity by it.
    ASSERT_TRUE(opt_out(test, "10"));
    identity::ExternalIdentity blank;
    blank.key = {"demo", "", "#" + hub::opt_out_hash(test.hub().rules(), TestHub::person("10").key)};
    EXPECT_EQ(test.hub().run_now(hub::flattr, hub::Flattr{ada, blank, {"demo:x", "", ""}}).error(),
              hub::Refusal::identity_invalid);
    EXPECT_EQ(test.hub().run_now(hub::sign_in, hub::SignIn{"t", {blank}, ""}).error(), hub::Refusal::identity_invalid);
}

}  // namespace
}  // namespace obolus
