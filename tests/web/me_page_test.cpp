#include <gtest/gtest.h>

#include "web/page_checks.hpp"
#include "web/texts.hpp"

namespace obolus::support {
namespace {

class MePage : public ::testing::Test {
   protected:
    MePage() {
        site.hub().join("1");
        session = site.hub().sign_in("1");
    }
    http::ClientResponse me() { return site.get("/me", session); }

    TestSite site;
    std::string session;
};

TEST_F(MePage, a_new_member_is_told_how_to_begin) {
    const auto page = me();
    expect_page(page);
    EXPECT_TRUE(has(page, "Hello, Name 1"));
    EXPECT_TRUE(has(page, "Begin by <a href=\"#amount\">adding money</a>"));
    EXPECT_TRUE(has(page, "No flattrs yet"));
    EXPECT_TRUE(has(page, "Add test money"));
}

TEST_F(MePage, money_budget_and_flattrs_are_entered_and_shown) {
    const std::string key = "one-page-view";
    expect_redirect(site.post_form("/me/top-up", session, {{"amount", " 5.00 "}, {"key", key}}), "/me");
    expect_redirect(site.post_form("/me/top-up", session, {{"amount", "5.00"}, {"key", key}}), "/me");
    EXPECT_TRUE(has(me(), "</span> 5.00")) << "a reloaded form pays once";
    EXPECT_TRUE(has(me(), "Now <a href=\"#monthly\">set a monthly budget</a>"));
    expect_redirect(site.post_form("/me/budget", session, {{"monthly", "1"}}), "/me");
    expect_redirect(site.post_form("/me/flattr", session, {{"to", "@handle1001"}}), "/me");
    expect_redirect(site.post_form("/me/flattr", session, {{"to", "@handle1002"}}), "/me");
    expect_redirect(site.post_form("/me/flattr", session, {{"to", "@handle1002"}}), "/me");
    const auto page = me();
    expect_page(page);
    EXPECT_TRUE(has(page, "for 2 flattrs, 50 cents each so far"));
    EXPECT_TRUE(has(page, ">@handle1001</a>"));
    EXPECT_TRUE(has(page, "</span> 4.00"));
}

TEST_F(MePage, a_refused_form_keeps_what_was_typed_and_says_why) {
    const auto unknown = site.post_form("/me/flattr", session, {{"to", "@nobody\"><script>"}});
    expect_page(unknown, 422);
    EXPECT_TRUE(has(unknown, "Nobody has that name."));
    EXPECT_TRUE(has(unknown, "value=\"@nobody&quot;&gt;&lt;script&gt;\""));
    EXPECT_TRUE(has(unknown, "aria-invalid=\"true\""));
    const auto budget = site.post_form("/me/budget", session, {{"monthly", "-1"}});
    expect_page(budget, 422);
    EXPECT_TRUE(has(budget, "Less than nothing."));
    const auto amount = site.post_form("/me/top-up", session, {{"amount", "0.001"}, {"key", "k"}});
    expect_page(amount, 422);
    EXPECT_TRUE(has(amount, "Too many decimals."));
    expect_page(site.post_form("/me/top-up", session, {{"amount", "0"}, {"key", "k"}}), 422);
    expect_page(site.post_form("/me/flattr", session, {{"to", " "}}), 422);
    expect_page(site.post_form("/me/flattr", session, {{"to", "@handle1"}}), 422);
    EXPECT_TRUE(has(me(), "No flattrs yet"));
}

TEST_F(MePage, what_was_given_and_received_is_shown_with_its_state) {
    const base::MemberId giver = site.hub().join("2", 5, 1);
    ASSERT_TRUE(site.hub().flattr(giver, "1").has_value());
    ASSERT_TRUE(site.hub().flattr(giver, "1001").has_value());
    site.hub().end_and_close_month();
    const auto received = me();
    expect_page(received);
    EXPECT_TRUE(has(received, "from somebody, for"));
    EXPECT_TRUE(has(received, "EUR 0.50"));
    EXPECT_FALSE(has(received, "Name 2")) << "a giver stays somebody";
    const auto given = site.get("/me", site.hub().sign_in("2"));
    expect_page(given);
    EXPECT_TRUE(has(given, "waiting for its owner"));
    EXPECT_TRUE(has(given, "class=\"state claimed\">received"));
}

TEST_F(MePage, notices_are_said_in_words) {
    site.post_form("/me/flattr", session, {{"to", "@handle1001"}});
    site.hub().end_and_close_month();
    const auto page = me();
    expect_page(page);
    EXPECT_EQ(count_of(page.body, "1 flattr of November 2026 lapsed"), 1U) << page.body;
}

TEST(Notices, count_in_singular_and_plural) {
    const auto said = [](const char* flattrs) {
        return web::to_html(hub::NoticeView{"flattrs_lapsed", {{"month", "2026-11"}, {"flattrs", flattrs}}, {}},
                            money::euro());
    };
    EXPECT_EQ(said("1"), "1 flattr of November 2026 lapsed, because no money was reserved. Nobody was debited.");
    EXPECT_EQ(said("11"), "11 flattrs of November 2026 lapsed, because no money was reserved. Nobody was debited.");
}

TEST(Notices, have_a_text_for_each_kind_and_say_amounts_with_their_currency) {
    const auto said = [](const char* kind) {
        return web::to_html(hub::NoticeView{kind,
                                            {{"amount", "2.50"},
                                             {"reason", "no such account"},
                                             {"month", "2026-11"},
                                             {"handle", "<ada>"},
                                             {"provider", "demo"},
                                             {"from", "2026-12-04"}},
                                            {}},
                            money::euro());
    };
    for (const char* kind :
         {"budget_returned", "share_returned", "payout_settled", "payout_failed", "top_up_charged_back"})
        EXPECT_NE(said(kind).find("EUR 2.50"), std::string::npos) << said(kind);
    EXPECT_NE(said("payout_failed").find("(no such account)"), std::string::npos);
    EXPECT_NE(said("handle_shown").find("&lt;ada&gt; on demo"), std::string::npos);
    EXPECT_EQ(said("a_new_kind"), "a_new_kind");
}

TEST_F(MePage, a_hub_without_the_test_rail_offers_no_test_money) {
    hub::Rules rules = TestHub::default_rules();
    rules.test_rail = false;
    TestSite other(rules);
    other.hub().join("1");
    const std::string there = other.hub().sign_in("1");
    EXPECT_FALSE(has(other.get("/me", there), "Add test money"));
    const auto refused = other.post_form("/me/top-up", there, {{"amount", "5"}, {"key", "k"}});
    EXPECT_EQ(refused.status, 403);
}

}  // namespace
}  // namespace obolus::support
