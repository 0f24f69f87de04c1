// What the writer still knows from its last transaction is never more than what is true: others write to the same
// books, transactions are undone, and verbs change what other verbs have read.
#include <gtest/gtest.h>

#include "giving/refusal.hpp"
#include "hub/gift.hpp"
#include "hub/leave.hpp"
#include "hub/opt_out.hpp"
#include "hub/undo_flattr.hpp"
#include "ledger/refusal.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

hub::Flattr flattr_of(base::MemberId giver, const std::string& subject) {
    return {giver, TestHub::person(subject), {"demo:" + subject, "", "@handle" + subject}};
}

hub::Gift gift_to(base::MemberId giver, const std::string& subject, money::Amount amount, const std::string& key) {
    return {giver, TestHub::person(subject), {"demo:" + subject, "", "@handle" + subject}, amount, false, key};
}

/// A giver whose wallet, month and recipients this hub has just read, and another hub over the same books.
class Known : public testing::Test {
   protected:
    Known() {
        hub::HubOptions options;
        options.database = test.database();
        options.brings_to_disk = false;
        std::string problem;
        auto opened = hub::Hub::open(
            options, test.hub().rules(), [this] { return test.now(); }, {}, problem);
        if (opened) other = std::move(opened).value();
        EXPECT_EQ(problem, "");
        EXPECT_TRUE(give("10", "first"));
        EXPECT_TRUE(flattr("10"));
    }
    base::Result<hub::GiftReceipt> give(const std::string& subject, const std::string& key, std::int64_t euros = 1) {
        return test.hub().run_now(hub::gift, gift_to(ada, subject, test.euros(euros), key));
    }
    base::Result<hub::FlattrReceipt> flattr(const std::string& subject) {
        return test.hub().run_now(hub::flattr, flattr_of(ada, subject));
    }

    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    std::unique_ptr<hub::Hub> other;
};

TEST_F(Known, money_that_another_hub_has_moved_is_not_there_twice) {
    ASSERT_TRUE(other->run_now(hub::gift, gift_to(ada, "10", test.euros(3), "elsewhere")));
    EXPECT_EQ(give("10", "second").error(), ledger::Refusal::insufficient_funds);
    ASSERT_TRUE(other->run_now(hub::top_up, hub::TopUp{ada, test.euros(2), "test", "more"}));
    EXPECT_EQ(give("10", "second").value().wallet, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Known, a_claim_at_another_hub_decides_where_the_next_gift_goes) {
    EXPECT_FALSE(give("10", "before").value().received);
    ASSERT_TRUE(other->run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("10")}));
    EXPECT_TRUE(give("10", "after").value().received);
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Known, flattrs_and_plans_at_another_hub_are_counted) {
    ASSERT_TRUE(other->run_now(hub::flattr, flattr_of(ada, "11")));
    ASSERT_TRUE(other->run_now(hub::set_budget, hub::SetBudget{ada, test.euros(2)}));
    const auto third = flattr("12").value();
    EXPECT_EQ(third.flattrs, 3);
    EXPECT_EQ(third.plan, test.euros(2));
    ASSERT_TRUE(other->run_now(hub::undo_flattr, hub::UndoFlattr{ada, third.id}));
    EXPECT_EQ(flattr("10").value().flattrs, 2);
    EXPECT_FALSE(flattr("12").value().repeated);
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Known, who_opts_out_is_not_given_to_any_more) {
    ASSERT_TRUE(test.hub().run_now(hub::opt_out, hub::OptOut{test.sign_in("10")}));
    EXPECT_EQ(flattr("10").error(), giving::Refusal::recipient_opted_out);
    EXPECT_EQ(give("10", "second").error(), giving::Refusal::recipient_opted_out);
    ASSERT_TRUE(test.hub().run_now(hub::lift_opt_out, hub::LiftOptOut{test.sign_in("10")}));
    EXPECT_TRUE(give("10", "second"));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Known, ones_own_claim_and_plan_are_seen_at_once) {
    ASSERT_TRUE(flattr("11"));
    ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"1", "11"})}));
    EXPECT_EQ(flattr("11").error(), giving::Refusal::own_thing);
    ASSERT_TRUE(test.set_budget(ada, test.euros(3)));
    EXPECT_EQ(flattr("12").value().reserved, test.euros(3));
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Known, a_count_is_the_same_after_a_restart_and_in_the_next_month) {
    const auto second = flattr("11").value();
    ASSERT_TRUE(test.hub().run_now(hub::undo_flattr, hub::UndoFlattr{ada, second.id}));
    EXPECT_EQ(flattr("12").value().flattrs, 2);
    other.reset();
    test.restart();
    EXPECT_EQ(flattr("13").value().flattrs, 3);
    EXPECT_EQ(test.end_and_close_month().flattrs, 3);
    EXPECT_EQ(flattr("14").value().flattrs, 1);
    EXPECT_EQ(test.audit(), "");
}

TEST_F(Known, what_a_platform_says_now_replaces_what_it_said) {
    hub::Flattr renamed = flattr_of(ada, "10");
    renamed.owner.handle = "renamed";
    renamed.thing.title = "@renamed";
    EXPECT_TRUE(test.hub().run_now(hub::flattr, renamed).value().repeated);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM identities WHERE handle = 'renamed'"), 1);
    ASSERT_TRUE(flattr("10"));  // and back
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM identities WHERE handle = 'renamed'"), 0);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM things WHERE title = '@renamed'"), 0);
}

TEST_F(Known, what_an_undone_transaction_has_read_is_forgotten) {
    // His next flattr is refused after its recipient was written down: all of it is undone, the recipient's row as
    // well.
    const base::MemberId bob = test.join("2", 1, 2);
    ASSERT_TRUE(test.flattr(bob, "20"));
    test.tamper(
        "UPDATE accounts SET credits_posted = 9223372036854775807, debits_posted = 9223372036853775807 WHERE kind = 4 "
        "AND owner = 2; UPDATE accounts SET credits_posted = credits_posted + 1000000 WHERE kind = 3 AND owner = 2");
    EXPECT_EQ(test.hub().run_now(hub::flattr, flattr_of(bob, "66")).error(), ledger::Refusal::total_too_large);
    ASSERT_TRUE(flattr("67"));  // has the number that 66 would have had
    ASSERT_TRUE(flattr("66"));
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM flattrs f JOIN identities i ON i.id = f.identity JOIN things t ON t.id "
                          "= f.thing WHERE t.key = 'demo:' || i.subject AND i.subject IN ('66', '67')"),
              2);
}

}  // namespace
}  // namespace obolus
