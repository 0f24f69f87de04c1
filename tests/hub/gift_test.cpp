// Gifts and what can be taken back: gift, recall_gift, list_gifts, undo_flattr.
#include "hub/gift.hpp"

#include <gtest/gtest.h>

#include "giving/refusal.hpp"
#include "hub/expire_escrow.hpp"
#include "hub/undo_flattr.hpp"
#include "ledger/refusal.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

using support::TestHub;

hub::Gift gift_to(base::MemberId giver, const std::string& subject, money::Amount amount, const std::string& key) {
    return {giver, TestHub::person(subject), {"demo:" + subject, "", "@handle" + subject}, amount, false, key};
}

base::Result<hub::GiftReceipt> give(TestHub& test, const hub::Gift& gift) {
    return test.hub().run_now(hub::gift, gift);
}

base::Result<hub::RecallReceipt> recall(TestHub& test, base::MemberId giver, const std::string& id) {
    return test.hub().run_now(hub::recall_gift, hub::RecallGift{giver, id});
}

hub::GiftView only_gift(TestHub& test, base::MemberId giver) {
    const auto gifts = test.hub().ask_now(hub::list_gifts, hub::ListGifts{giver});
    EXPECT_EQ(gifts.value().size(), 1U);
    return gifts.value().at(0);
}

TEST(Gift, waits_until_its_recipient_claims_it) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const auto receipt = give(test, gift_to(ada, "10", test.euros(2), "k"));
    ASSERT_TRUE(receipt);
    EXPECT_FALSE(receipt.value().received);
    EXPECT_EQ(receipt.value().wallet, test.euros(3));
    EXPECT_EQ(receipt.value().expires_at, receipt.value().claimable_from + test.hub().rules().escrow_ttl);
    EXPECT_EQ(only_gift(test, ada).id, receipt.value().id);
    EXPECT_EQ(only_gift(test, ada).state, "waiting");
    EXPECT_EQ(test.preview("10").waiting, test.euros(2));
    const auto claim = test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("10")});
    EXPECT_EQ(claim.value().released, test.euros(2));
    EXPECT_EQ(only_gift(test, ada).state, "claimed");
    EXPECT_EQ(recall(test, ada, receipt.value().id).error(), giving::Refusal::gift_claimed);
    EXPECT_EQ(test.audit(), "");
}

TEST(Gift, is_revenue_of_a_member_at_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId bob = test.join("2");
    const auto receipt = give(test, gift_to(ada, "2", test.micro(1), "k"));
    EXPECT_TRUE(receipt.value().received);
    EXPECT_EQ(receipt.value().expires_at, base::Time{});
    EXPECT_EQ(test.dashboard(bob).revenue, test.micro(1));
    EXPECT_EQ(only_gift(test, ada).state, "received");
    EXPECT_EQ(recall(test, ada, receipt.value().id).error(), giving::Refusal::gift_claimed);
    EXPECT_EQ(test.audit(), "");
}

TEST(Gift, is_recalled_whole_and_once) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const std::string id = give(test, gift_to(ada, "10", test.euros(2), "k")).value().id;
    const auto returned = recall(test, ada, id);
    EXPECT_EQ(returned.value().returned, test.euros(2));
    EXPECT_EQ(returned.value().wallet, test.euros(5));
    EXPECT_EQ(only_gift(test, ada).state, "returned");
    EXPECT_EQ(recall(test, ada, id).error(), giving::Refusal::gift_returned);
    EXPECT_TRUE(test.preview("10").waiting.is_zero());
    EXPECT_TRUE(test.dashboard(ada).notices.empty());  // she did it herself
    EXPECT_EQ(test.audit(), "");
}

TEST(Gift, is_recalled_by_nobody_else_and_under_no_other_id) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId eve = test.join("2", 5, 1);
    const std::string id = give(test, gift_to(ada, "10", test.euros(2), "k")).value().id;
    EXPECT_EQ(recall(test, eve, id).error(), giving::Refusal::gift_unknown);
    for (const std::string& wrong :
         {std::string(), id + "0", id + ".0", "other" + id.substr(4), std::string("test/t/1"),
          std::string("test/t/01.1.0"), std::string("test/t/99999999999999999999.1.0"), std::string("test/t/1.1.0")})
        EXPECT_EQ(recall(test, ada, wrong).error(), giving::Refusal::gift_unknown) << wrong;
    EXPECT_EQ(test.preview("10").waiting, test.euros(2));
}

TEST(Gift, declined_and_expired_ones_come_back_with_a_notice) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    ASSERT_TRUE(give(test, gift_to(ada, "10", test.euros(1), "a")));
    ASSERT_TRUE(give(test, gift_to(ada, "11", test.euros(1), "b")));
    ASSERT_TRUE(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{test.sign_in("10")}));
    test.advance(test.hub().rules().escrow_ttl + std::chrono::seconds{1});
    ASSERT_TRUE(test.hub().run_now(hub::expire_escrow, hub::ExpireEscrow{}));
    const hub::Dashboard view = test.dashboard(ada);
    EXPECT_EQ(view.wallet, test.euros(5));
    ASSERT_EQ(view.notices.size(), 2U);
    EXPECT_EQ(view.notices[0].kind, "share_returned");
    EXPECT_EQ(test.audit(), "");
}

TEST(Gift, is_refused_by_name_when_it_is_none) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const auto error = [&](hub::Gift gift) { return give(test, gift).error(); };
    EXPECT_EQ(error(gift_to(ada, "1", test.euros(1), "k")), giving::Refusal::own_thing);
    EXPECT_EQ(error(gift_to(ada, "10", test.euros(0), "k")), money::Refusal::amount_zero);
    EXPECT_EQ(error(gift_to(ada, "10", test.euros(6), "k")), ledger::Refusal::insufficient_funds);
    EXPECT_EQ(error(gift_to({}, "10", test.euros(1), "k")), hub::Refusal::account_needed);
    EXPECT_EQ(error(gift_to(ada, "10", test.euros(1), "")), hub::Refusal::idempotency_key_missing);
    EXPECT_EQ(error(gift_to(ada, "10", test.euros(1), "a b")), hub::Refusal::idempotency_key_malformed);
    EXPECT_EQ(error(gift_to(ada, "", test.euros(1), "k")), hub::Refusal::identity_invalid);
    const auto dollars = money::Amount::from_micro(1, money::Currency::parse("USD").value()).value();
    EXPECT_EQ(error(gift_to(ada, "10", dollars, "k")), money::Refusal::currency_mismatch);
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_TRUE(test.hub().ask_now(hub::list_gifts, hub::ListGifts{ada}).value().empty());
    EXPECT_EQ(test.audit(), "");
}

TEST(Gift, a_page_of_gifts_goes_on_where_the_last_one_ended) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    for (const char* key : {"a", "b", "c"})
        ASSERT_TRUE(give(test, gift_to(ada, std::string("1") + key, test.micro(7), key)));
    const auto first = test.hub().ask_now(hub::list_gifts, hub::ListGifts{ada, 0, 2}).value();
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].recipient.key.subject, "1c");
    const auto second = test.hub().ask_now(hub::list_gifts, hub::ListGifts{ada, first[1].seq, 2}).value();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].recipient.key.subject, "1a");
}

TEST(Gift, ones_own_share_of_the_same_month_keeps_its_own_fate) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const std::string gift = give(test, gift_to(ada, "10", test.euros(1), "k")).value().id;
    ASSERT_TRUE(test.flattr(ada, "10"));
    test.end_and_close_month();
    ASSERT_TRUE(recall(test, ada, gift));
    ASSERT_FALSE(test.dashboard(ada).given.empty());
    EXPECT_EQ(test.dashboard(ada).given[0].state, "waiting");
    EXPECT_EQ(test.preview("10").waiting, test.euros(1));
    EXPECT_EQ(test.audit(), "");
}

TEST(UndoFlattr, takes_it_out_of_the_month_and_redoing_brings_it_back) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const std::string id = test.flattr(ada, "10").value().id;
    ASSERT_TRUE(test.flattr(ada, "11"));
    const auto undo = [&] { return test.hub().run_now(hub::undo_flattr, hub::UndoFlattr{ada, id}); };
    EXPECT_EQ(undo().value().flattrs, 1);
    const auto again = undo();
    EXPECT_TRUE(again.value().repeated);
    EXPECT_EQ(again.value().flattrs, 1);
    EXPECT_EQ(test.dashboard(ada).reserved, test.euros(1));
    EXPECT_EQ(test.flattr(ada, "10").value().flattrs, 2);
    ASSERT_TRUE(undo());
    test.end_and_close_month();
    EXPECT_TRUE(test.preview("10").waiting.is_zero());
    EXPECT_EQ(test.preview("11").waiting, test.euros(1));
    EXPECT_EQ(undo().error(), giving::Refusal::month_is_cut);
    EXPECT_EQ(test.audit(), "");
}

TEST(UndoFlattr, of_all_of_a_month_returns_the_budget_or_a_lowered_plan_does) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 3);
    const std::string id = test.flattr(ada, "10").value().id;
    ASSERT_TRUE(test.hub().run_now(hub::undo_flattr, hub::UndoFlattr{ada, id}));
    EXPECT_EQ(test.set_budget(ada, test.euros(1)).value().reserved, test.euros(1));
    test.end_and_close_month();
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
    EXPECT_EQ(test.audit(), "");
}

TEST(UndoFlattr, knows_only_ones_own_flattrs) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const base::MemberId eve = test.join("2", 5, 1);
    const std::string id = test.flattr(ada, "10").value().id;
    const auto error = [&](base::MemberId giver, const std::string& text) {
        return test.hub().run_now(hub::undo_flattr, hub::UndoFlattr{giver, text}).error();
    };
    EXPECT_EQ(error(eve, id), giving::Refusal::flattr_unknown);
    EXPECT_EQ(error({}, id), hub::Refusal::account_needed);
    for (const std::string& wrong : {std::string(), id + "9", "x" + id, std::string("test/f/2026-13.1.1"),
                                     std::string("test/f/2026-11.01.1"), std::string("test/f/2026-11.1")})
        EXPECT_EQ(error(ada, wrong), giving::Refusal::flattr_unknown) << wrong;
    EXPECT_EQ(test.dashboard(ada).flattrs_count, 1);
}

}  // namespace
}  // namespace obolus
