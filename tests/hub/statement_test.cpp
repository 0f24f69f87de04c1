// Statements and traces, with the accounts' history written, half written and not written at all: the answers are the
// same.
#include "hub/statement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/gift.hpp"
#include "hub/index_history.hpp"
#include "hub/payout.hpp"
#include "hub/trace.hpp"
#include "hub/use_revenue.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

/// A proof of identity that is recent however far the test's clock runs ahead.
const base::Time recently = base::from_micros(INT64_MAX / 2);
using testing::ElementsAre;

/// The parameter: how many txns of the journal are in the accounts' history.
class Statements : public testing::TestWithParam<std::int64_t> {
   protected:
    void index() {
        if (GetParam() > 0) {
            EXPECT_TRUE(test.hub().run_now(hub::index_history, hub::IndexHistory{GetParam()}));
        }
        EXPECT_EQ(test.audit(), "");
    }
    hub::Statement ask(base::MemberId member, hub::StatementOf account, std::int64_t before = 0,
                       std::int64_t count = 50) {
        return test.hub().ask_now(hub::statement, hub::ShowStatement{member, account, before, count}).value();
    }
    static std::string text(const hub::StatementEntry& entry) {
        return entry.kind + (entry.in ? " +" : " -") + money::to_decimal(entry.amount) + " " +
               money::to_decimal(entry.balance);
    }
    static std::vector<std::string> text(const hub::Statement& statement) {
        std::vector<std::string> all;
        for (const hub::StatementEntry& entry : statement.entries)
            all.push_back(text(entry));
        return all;
    }
    hub::Trace trace(const std::string& id) { return test.hub().ask_now(hub::trace, hub::TraceMoney{id}).value(); }
    static std::vector<std::string> text(const std::vector<hub::TraceStep>& steps) {
        std::vector<std::string> all;
        for (const hub::TraceStep& step : steps)
            all.push_back(std::string(static_cast<std::size_t>(step.depth), '>') + " " + step.kind + " " +
                          money::to_decimal(step.amount) + " " + (step.kind == "rests" ? step.to : step.from));
        return all;
    }
    base::Result<hub::PayoutView> pay_out(base::MemberId member, money::Amount amount, const std::string& key) {
        return test.hub().run_now(hub::reserve_payout,
                                  hub::ReservePayout{member, amount, "test", "test:ok", recently, key});
    }

    TestHub test;
};

TEST_P(Statements, show_every_entry_with_the_balance_after_it) {
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(test.flattr(ada, "2"));
    ASSERT_TRUE(test.top_up(ada, test.euros(2)));
    ASSERT_TRUE(test.set_budget(ada, test.micro(500'000)));
    index();
    EXPECT_THAT(text(ask(ada, hub::StatementOf::wallet)),
                ElementsAre("budget_release +0.50 6.50", "top_up +2.00 6.00", "budget_reserve -1.00 4.00",
                            "top_up +5.00 5.00"));
    EXPECT_THAT(text(ask(ada, hub::StatementOf::revenue)), testing::IsEmpty());
}

TEST_P(Statements, show_a_payout_when_it_is_reserved_and_again_when_it_failed) {
    const base::MemberId ada = test.join("1", 5, 3);
    const base::MemberId bob = test.join("2");
    ASSERT_TRUE(test.flattr(ada, "2"));
    test.end_and_close_month();
    for (const char* key : {"1", "2", "3"})
        ASSERT_TRUE(pay_out(bob, test.euros(1), key));
    ASSERT_TRUE(test.hub().run_now(hub::settle_payout, hub::SettlePayout{1, hub::RailAnswer::settled, "r", ""}));
    ASSERT_TRUE(test.hub().run_now(hub::settle_payout, hub::SettlePayout{2, hub::RailAnswer::failed, "", "no"}));
    index();
    const std::vector<std::string> all{"payout_reserve +1.00 1.00", "payout_reserve -1.00 0.00",
                                       "payout_reserve -1.00 1.00", "payout_reserve -1.00 2.00", "share +3.00 3.00"};
    EXPECT_EQ(text(ask(bob, hub::StatementOf::revenue)), all);
    std::vector<std::string> paged;
    std::int64_t before = 0;
    do {
        const hub::Statement page = ask(bob, hub::StatementOf::revenue, before, 1);
        for (const std::string& entry : text(page))
            paged.push_back(entry);
        before = page.next_before_seq;
    } while (before != 0);
    EXPECT_EQ(paged, all);
}

TEST_P(Statements, never_split_a_txn_over_two_pages) {
    const base::MemberId ada = test.join("1", 5, 2);
    ASSERT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in_as_all({"2", "3", "4"})}));
    for (const char* subject : {"2", "3", "4"})
        ASSERT_TRUE(test.flattr(ada, subject));
    test.end_and_close_month();  // three shares in one txn
    const base::MemberId bob{2};
    index();
    const hub::Statement page = ask(bob, hub::StatementOf::revenue, 0, 2);
    ASSERT_EQ(page.entries.size(), 3U);
    EXPECT_EQ(page.entries[0].balance, test.euros(2));
    EXPECT_EQ(page.entries[2].balance, page.entries[2].amount);
}

TEST_P(Statements, a_cent_is_traced_from_its_top_up_to_where_it_is_and_back) {
    const base::MemberId ada = test.join("1", 1, 1);
    ASSERT_TRUE(test.top_up(ada, test.euros(1)));
    const std::string flattr = test.flattr(ada, "10").value().id;
    ASSERT_TRUE(test.set_budget(ada, test.micro(1'500'000)));
    test.end_and_close_month();
    const base::MemberId bob =
        test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("10")}).value().member;
    ASSERT_TRUE(pay_out(bob, test.euros(1), "p"));
    ASSERT_TRUE(test.hub().run_now(hub::settle_payout, hub::SettlePayout{1, hub::RailAnswer::settled, "r", ""}));
    ASSERT_TRUE(test.hub().run_now(hub::use_revenue, hub::UseRevenue{bob, test.micro(200'000), "u"}));
    index();

    const hub::Trace given = trace(flattr);
    EXPECT_TRUE(given.complete);
    EXPECT_EQ(given.subject.kind, "close");
    EXPECT_EQ(given.subject.amount, test.micro(1'500'000));
    EXPECT_THAT(text(given.origins),
                ElementsAre("> budget_reserve 1.00 wallet of member 1", ">> top_up 1.00 rail_clearing of rail 1",
                            "> budget_reserve 0.50 wallet of member 1", ">> top_up 0.50 rail_clearing of rail 1"));
    EXPECT_THAT(
        text(given.fates),
        ElementsAre("> share 1.50 closing for 2026-11", ">> claim 1.50 escrow of identity 2",
                    ">>> payout_reserve 1.00 revenue of member 2", ">>>> payout_settle 1.00 payout_inflight of rail 1",
                    ">>> use_revenue 0.20 revenue of member 2", ">>>> rests 0.20 wallet of member 2",
                    ">>> rests 0.30 revenue of member 2"));

    const hub::Trace paid = trace("test/p/1");
    EXPECT_EQ(paid.subject.kind, "payout_reserve");
    EXPECT_THAT(
        text(paid.origins),
        ElementsAre("> claim 1.00 escrow of identity 2", ">> share 1.00 closing for 2026-11",
                    ">>> close 1.00 budget of member 1 for 2026-11", ">>>> budget_reserve 1.00 wallet of member 1",
                    ">>>>> top_up 1.00 rail_clearing of rail 1"));
}

TEST_P(Statements, a_gift_that_was_recalled_is_traced_back_into_the_wallet) {
    const base::MemberId ada = test.join("1", 1, 0);
    const auto gift =
        test.hub()
            .run_now(hub::gift, hub::Gift{ada, TestHub::person("10"), {"demo:10", "", ""}, test.euros(1), false, "g"})
            .value();
    ASSERT_TRUE(test.hub().run_now(hub::recall_gift, hub::RecallGift{ada, gift.id}));
    index();
    const hub::Trace way = trace(gift.id);
    EXPECT_EQ(way.subject.id, gift.id);
    EXPECT_THAT(text(way.origins), ElementsAre("> top_up 1.00 rail_clearing of rail 1"));
    EXPECT_THAT(text(way.fates), ElementsAre("> refund 1.00 escrow of identity 2", ">> rests 1.00 wallet of member 1"));
}

TEST_P(Statements, what_the_books_do_not_know_is_refused) {
    const base::MemberId ada = test.join("1", 5, 1);
    const std::string flattr = test.flattr(ada, "10").value().id;
    index();
    for (const char* id : {"", "test/t/99.1", "test/t/1.2", "test/t/1.1.0", "other/t/1.1", "test/p/1",
                           "test/f/2026-11.1.99", "test/t/01.1", "nonsense"})
        EXPECT_EQ(test.hub().ask_now(hub::trace, hub::TraceMoney{id}).error(), hub::Refusal::transfer_unknown) << id;
    EXPECT_EQ(trace(flattr).subject.kind, "flattr");
    EXPECT_EQ(test.hub().ask_now(hub::statement, hub::ShowStatement{}).error(), hub::Refusal::account_needed);
}

TEST_P(Statements, a_long_way_is_cut_and_says_so) {
    const base::MemberId ada = test.join("1", 5, 0);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(test.top_up(ada, test.micro(10'000)));
    ASSERT_TRUE(test.hub().run_now(
        hub::gift, hub::Gift{ada, TestHub::person("10"), {"demo:10", "", ""}, test.micro(5'050'000), false, "g"}));
    index();
    const auto way = test.hub().ask_now(hub::trace, hub::TraceMoney{"test/t/7.1", 3}).value();
    EXPECT_EQ(way.origins.size(), 3U);
    EXPECT_FALSE(way.complete);
}

TEST_P(Statements, a_trace_looks_at_no_more_rows_than_it_may_and_says_so) {
    const base::MemberId ada = test.join("1", 5, 0);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(test.top_up(ada, test.micro(10'000)));
    ASSERT_TRUE(test.hub().run_now(
        hub::gift, hub::Gift{ada, TestHub::person("10"), {"demo:10", "", ""}, test.micro(5'050'000), false, "g"}));
    index();
    // Seven transfers touched the wallet; the gift has one line.
    EXPECT_FALSE(test.hub().ask_now(hub::trace, hub::TraceMoney{"test/t/7.1", 100, 5}).value().complete);
    const auto whole = test.hub().ask_now(hub::trace, hub::TraceMoney{"test/t/7.1", 100, 100}).value();
    EXPECT_EQ(whole.origins.size(), 6U);
    EXPECT_TRUE(whole.complete);
}

INSTANTIATE_TEST_SUITE_P(Indexed, Statements, testing::Values(0, 3, 1'000));

}  // namespace
}  // namespace obolus
