// Commands that share one transaction: a refused or failing one leaves nothing behind and does its neighbours no harm.
#include <future>

#include <gtest/gtest.h>

#include "ledger/refusal.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

/// Holds the writer until released: what is submitted meanwhile becomes one batch.
class OneBatch {
   public:
    explicit OneBatch(TestHub& test) : test_(test) {
        std::promise<void> holding;
        test.hub().run(hub::sign_out, hub::SignOut{""},
                       std::function<void(base::Result<hub::Done>)>(
                           [&holding, released = release_.get_future().share()](const base::Result<hub::Done>&) {
                               holding.set_value();
                               released.wait();
                           }));
        holding.get_future().wait();
    }
    template <class Command, class Answer>
    std::future<base::Result<Answer>> submit(hub::Verb<Command, Answer> verb, Command command) {
        const auto promise = std::make_shared<std::promise<base::Result<Answer>>>();
        test_.hub().run(verb, std::move(command),
                        std::function<void(base::Result<Answer>)>(
                            [promise](base::Result<Answer> answer) { promise->set_value(std::move(answer)); }));
        return promise->get_future();
    }
    void run() { release_.set_value(); }

   private:
    TestHub& test_;
    std::promise<void> release_;
};

hub::Flattr flattr_of(base::MemberId giver, const std::string& subject) {
    return {giver, TestHub::person(subject), {"demo:" + subject, "", ""}};
}

TEST(Batch, a_flattr_refused_between_two_good_ones_leaves_no_row) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2", 1, 2);
    ASSERT_TRUE(test.flattr(bob, "20"));
    // His next flattr would fill the budget up, and its total would leave 64 bits.
    test.tamper(
        "UPDATE accounts SET credits_posted = 9223372036854775807, debits_posted = 9223372036853775807 WHERE kind = 4; "
        "UPDATE accounts SET credits_posted = credits_posted + 1000000 WHERE kind = 3 AND owner = 2");
    OneBatch batch(test);
    auto first = batch.submit(hub::flattr, flattr_of(ada, "10"));
    auto refused = batch.submit(hub::flattr, flattr_of(bob, "66"));
    auto last = batch.submit(hub::flattr, flattr_of(ada, "11"));
    batch.run();
    EXPECT_TRUE(first.get());
    EXPECT_EQ(refused.get().error(), ledger::Refusal::total_too_large);
    EXPECT_TRUE(last.get());
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM identities WHERE subject = '66'"), 0);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM things WHERE key = 'demo:66'"), 0);
    EXPECT_EQ(test.dashboard(ada).flattrs_count, 2);
}

TEST(Batch, a_claim_refused_at_its_second_identity_has_taken_nothing_of_the_first) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    for (const char* subject : {"10", "11", "12"})
        ASSERT_TRUE(test.flattr(ada, subject));
    test.end_and_close_month();
    const std::string broken = test.sign_in_as_all({"10", "11"});
    const std::string whole = test.sign_in("12");
    test.tamper(
        "UPDATE accounts SET debits_posted = credits_posted WHERE kind = 6 AND owner = "
        "(SELECT id FROM identities WHERE subject = '11')");
    const auto members = test.number("SELECT COUNT(*) FROM members");
    OneBatch batch(test);
    auto refused = batch.submit(hub::accept_claim, hub::AcceptClaim{broken});
    auto good = batch.submit(hub::accept_claim, hub::AcceptClaim{whole});
    batch.run();
    EXPECT_EQ(refused.get().error(), ledger::Refusal::insufficient_funds);
    EXPECT_TRUE(good.get());
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM members"), members + 1);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM links"), 2);
    EXPECT_EQ(test.number("SELECT COUNT(*) FROM arrivals WHERE state = 1"), 2);
    EXPECT_EQ(test.hub().ask_now(hub::preview_claim, hub::PreviewClaim{test.sign_in("10")}).value().waiting,
              test.micro(333'333));
}

TEST(Batch, a_command_that_throws_fails_alone) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    ASSERT_TRUE(test.flattr(ada, "11"));
    test.end_and_close_month();
    const std::string unreadable = test.sign_in("10");
    const std::string readable = test.sign_in("11");
    test.tamper("UPDATE transfers SET lines = 'x' WHERE kind = 5 AND n = 1");
    OneBatch batch(test);
    auto failing = batch.submit(hub::accept_claim, hub::AcceptClaim{unreadable});
    auto good = batch.submit(hub::accept_claim, hub::AcceptClaim{readable});
    batch.run();
    EXPECT_EQ(failing.get().error(), base::Fault::internal);
    EXPECT_EQ(good.get().value().released, test.micro(500'000));
}

TEST(Batch, one_identity_flattred_claimed_and_declined_at_once_is_paid_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    const std::string session = test.sign_in("10");
    OneBatch batch(test);
    auto given = batch.submit(hub::flattr, flattr_of(ada, "10"));
    auto declined = batch.submit(hub::decline_claim, hub::DeclineClaim{session});
    auto accepted = batch.submit(hub::accept_claim, hub::AcceptClaim{session});
    auto again = batch.submit(hub::accept_claim, hub::AcceptClaim{session});
    auto topped_up = batch.submit(hub::top_up, hub::TopUp{ada, test.euros(1), "test", "a"});
    auto repeated = batch.submit(hub::top_up, hub::TopUp{ada, test.euros(1), "test", "a"});
    batch.run();
    EXPECT_TRUE(given.get());
    EXPECT_EQ(declined.get().value().returned, test.euros(1));
    EXPECT_TRUE(accepted.get().value().released.is_zero());
    EXPECT_TRUE(again.get().value().released.is_zero());
    EXPECT_FALSE(topped_up.get().value().repeated);
    EXPECT_TRUE(repeated.get().value().repeated);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

TEST(Batch, a_month_ended_in_a_batch_ends_after_it) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    OneBatch batch(test);
    auto ended = batch.submit(hub::end_month_early, hub::EndMonthEarly{});
    auto given = batch.submit(hub::flattr, flattr_of(ada, "10"));
    batch.run();
    const base::Month month = ended.get().value();
    EXPECT_EQ(given.get().value().month, month);
    EXPECT_EQ(test.close_month(month).divided, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(Batch, a_receiver_that_throws_takes_no_answer_from_the_others) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    OneBatch batch(test);
    test.hub().run(hub::flattr, flattr_of(ada, "10"),
                   std::function<void(base::Result<hub::FlattrReceipt>)>(
                       [](const base::Result<hub::FlattrReceipt>&) { throw std::runtime_error("a receiver's bug"); }));
    auto other = batch.submit(hub::flattr, flattr_of(ada, "11"));
    batch.run();
    EXPECT_TRUE(other.get());
    test.hub().ask(hub::dashboard, hub::ShowDashboard{ada},
                   std::function<void(base::Result<hub::Dashboard>)>(
                       [](const base::Result<hub::Dashboard>&) { throw std::runtime_error("a receiver's bug"); }));
    EXPECT_EQ(test.dashboard(ada).flattrs_count, 2);
}

TEST(Hub, refuses_books_that_are_kept_under_another_hub_id) {
    TestHub test;
    hub::Rules other = TestHub::default_rules();
    other.hub_id = "other";
    std::string problem;
    const auto opened = hub::Hub::open(
        {test.database()}, other, [] { return base::from_micros(1); }, {}, problem);
    EXPECT_EQ(opened.error(), hub::Refusal::hub_id_is_fixed);
    EXPECT_NE(problem.find("\"test\""), std::string::npos) << problem;
}

}  // namespace
}  // namespace obolus
