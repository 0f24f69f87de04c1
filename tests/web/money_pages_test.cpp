// What came in: given on, paid out, told entry by entry, and where each cent came from and went.
#include <gtest/gtest.h>

#include "hub/payout.hpp"
#include "web/page_checks.hpp"

namespace obolus::support {
namespace {

class MoneyPages : public ::testing::Test {
   protected:
    /// 1 gives EUR 1 to 2, a member, and EUR 1 to 1001, who is none.
    MoneyPages() {
        const base::MemberId giver = site.hub().join("1", 5, 2);
        site.hub().join("2");
        EXPECT_TRUE(site.hub().flattr(giver, "2").has_value());
        EXPECT_TRUE(site.hub().flattr(giver, "1001").has_value());
        site.hub().end_and_close_month();
        giving = site.hub().sign_in("1");
        session = site.hub().sign_in("2");
    }
    /// The first address on the page that begins like this.
    static std::string link(const http::ClientResponse& page, const std::string& start) {
        const std::size_t at = page.body.find("href=\"" + start);
        return at == std::string::npos ? "" : page.body.substr(at + 6, page.body.find('"', at + 6) - at - 6);
    }
    /// 2 takes out the whole euro, and the rail has confirmed it.
    void pay_out() {
        const http::Fields form{{"amount", "1.00"}, {"destination", "test:ok"}, {"key", "k"}};
        expect_redirect(site.post_form("/me/payouts", session, form), "/me/payouts");
        const hub::SettlePayout settled{1, hub::RailAnswer::settled, "reference-1", ""};
        ASSERT_TRUE(site.hub().hub().run_now(hub::settle_payout, settled).has_value());
    }
    TestSite site;
    std::string giving;
    std::string session;
};

TEST_F(MoneyPages, what_was_received_is_given_on) {
    EXPECT_TRUE(has(site.get("/me", session), "Give on what you received"));
    expect_redirect(site.post_form("/me/use-revenue", session, {{"amount", "0.40"}, {"key", "k"}}), "/me");
    expect_redirect(site.post_form("/me/use-revenue", session, {{"amount", "0.40"}, {"key", "k"}}), "/me");
    EXPECT_TRUE(has(site.get("/me", session), "</span> 0.60"));
    const auto refused = site.post_form("/me/use-revenue", session, {{"amount", "7"}, {"key", "other"}});
    expect_page(refused, 409);
    EXPECT_TRUE(has(refused, "value=\"7\""));
    EXPECT_FALSE(has(site.get("/me", giving), "Give on what you received"));
}

TEST_F(MoneyPages, a_payout_is_reserved_and_listed) {
    const auto page = site.get("/me/payouts", session);
    expect_page(page);
    EXPECT_TRUE(has(page, "value=\"1.00\""));
    const http::Fields form{{"amount", "0.75"}, {"destination", "test:ok"}, {"key", "k"}};
    expect_redirect(site.post_form("/me/payouts", session, form), "/me/payouts");
    expect_redirect(site.post_form("/me/payouts", session, form), "/me/payouts");
    const auto listed = site.get("/me/payouts", session);
    EXPECT_EQ(count_of(listed.body, "EUR 0.75</span>"), 1U);
    EXPECT_TRUE(has(listed, "class=\"state reserved\">on its way"));
    EXPECT_TRUE(has(listed, "EUR 0.25 is there"));
    const auto typo =
        site.post_form("/me/payouts", session, {{"amount", "0.10"}, {"destination", "moon"}, {"key", "typo"}});
    expect_page(typo, 422);
    EXPECT_TRUE(has(typo, "value=\"moon\""));
    expect_page(site.post_form("/me/payouts", session, {{"amount", "0.001"}, {"destination", "test:ok"}, {"key", "x"}}),
                422);
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(MoneyPages, a_payout_needs_a_recent_sign_in) {
    site.hub().advance(std::chrono::minutes{20});
    const auto stale =
        site.post_form("/me/payouts", session, {{"amount", "0.75"}, {"destination", "test:ok"}, {"key", "k"}});
    expect_refusal(stale, 403, "sign_in_not_recent");
    EXPECT_TRUE(has(stale, "name=\"to\" value=\"/me/payouts\""));
    EXPECT_TRUE(has(site.get("/me/payouts", session), "Nothing was paid out yet"));
}

TEST_F(MoneyPages, each_account_is_told_entry_by_entry) {
    const auto wallet = site.get("/me/wallet", giving);
    expect_page(wallet);
    EXPECT_TRUE(has(wallet, "Money added"));
    EXPECT_TRUE(has(wallet, "+5.00"));
    EXPECT_TRUE(has(wallet, "Reserved for the month"));
    EXPECT_TRUE(has(wallet, "−2.00"));
    EXPECT_TRUE(has(wallet, ">3.00</td>"));
    const auto revenue = site.get("/me/revenue", session);
    expect_page(revenue);
    EXPECT_TRUE(has(revenue, "+1.00"));
    EXPECT_TRUE(has(site.get("/me/revenue", giving), "Nothing has moved here yet"));
    expect_refusal(site.get("/me/wallet?before=1x", giving), 400, "cursor_malformed");
}

TEST_F(MoneyPages, a_giver_follows_his_money_but_not_into_others_pockets) {
    pay_out();
    const std::string line = link(site.get("/me", giving), "/t/");
    ASSERT_NE(line, "");
    const auto way = site.get(line, giving);
    expect_page(way);
    EXPECT_TRUE(has(way, "Money added"));
    EXPECT_TRUE(has(way, "your wallet"));
    EXPECT_FALSE(has(way, "the payout"));
    EXPECT_FALSE(has(way, "member 2"));
}

TEST_F(MoneyPages, a_recipient_follows_it_to_the_payout_but_not_to_the_giver) {
    pay_out();
    const std::string line = link(site.get("/me", session), "/t/");
    ASSERT_NE(line, "");
    const auto way = site.get(line, session);
    expect_page(way);
    EXPECT_TRUE(has(way, "the payout"));
    EXPECT_FALSE(has(way, "Money added"));
    EXPECT_FALSE(has(way, "EUR 5.00"));
    EXPECT_FALSE(has(way, "member 1"));
    const auto payout = site.get("/p/1", session);
    expect_page(payout);
    EXPECT_TRUE(has(payout, "what you received"));
    EXPECT_FALSE(has(payout, "Money added"));
    EXPECT_TRUE(has(site.get("/me/payouts", session), "class=\"state settled\">paid"));
    EXPECT_TRUE(has(site.get("/me", session), "Your payout of EUR 1.00 has arrived."));
}

TEST_F(MoneyPages, others_learn_nothing) {
    const std::string line = link(site.get("/me", session), "/t/");
    const std::string other = site.hub().sign_in("3");
    expect_refusal(site.get(line, other), 404, "transfer_unknown");
    expect_refusal(site.get("/t/1.1", session), 404, "transfer_unknown");
    expect_refusal(site.get("/t/99999.1", session), 404, "transfer_unknown");
    expect_refusal(site.get("/t/nonsense", session), 404, "transfer_unknown");
    expect_refusal(site.get("/p/1", session), 404, "transfer_unknown");
    expect_redirect(site.get(line), "/sign-in?to=" + line);
}

}  // namespace
}  // namespace obolus::support
