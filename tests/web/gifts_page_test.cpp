// Giving to somebody who was looked up, and what can be taken back.
#include <gtest/gtest.h>

#include "web/page_checks.hpp"

namespace obolus::support {
namespace {

class GiftsPage : public ::testing::Test {
   protected:
    GiftsPage() {
        site.hub().join("1", 5, 1);
        session = site.hub().sign_in("1");
    }
    http::ClientResponse give(const std::string& amount, const std::string& key = "once") {
        return site.post_form("/me/gifts", session, {{"to", "@handle1001"}, {"amount", amount}, {"key", key}});
    }
    /// The value of the page's first hidden field of that name.
    static std::string hidden(const http::ClientResponse& page, const std::string& name) {
        const std::string start = "name=\"" + name + "\" value=\"";
        const std::size_t at = page.body.find(start);
        if (at == std::string::npos) return "";
        return page.body.substr(at + start.size(), page.body.find('"', at + start.size()) - at - start.size());
    }
    TestSite site;
    std::string session;
};

TEST_F(GiftsPage, somebody_is_looked_up_and_shown_without_a_name) {
    expect_redirect(site.post_form("/me/find", session, {{"to", "@handle1001"}}), "/give?to=%40handle1001");
    const auto page = site.get("/give?to=%40handle1001", session);
    expect_page(page);
    EXPECT_TRUE(has(page, "<h1>@handle1001</h1>"));
    EXPECT_TRUE(has(page, "action=\"/me/flattr\""));
    EXPECT_TRUE(has(page, "action=\"/me/gifts\""));
    EXPECT_TRUE(has(page, "EUR 5.00 in your wallet"));
    EXPECT_FALSE(has(page, "Name 1001")) << "rule 25";
}

TEST_F(GiftsPage, nobody_and_nothing_are_said_kindly) {
    const auto unknown = site.get("/give?to=%40nobody%22%3E%3Cscript%3E", session);
    expect_page(unknown, 422);
    EXPECT_TRUE(has(unknown, "Nobody has that name."));
    EXPECT_TRUE(has(unknown, "value=\"@nobody&quot;&gt;&lt;script&gt;\""));
    expect_page(site.get("/give", session));
    expect_redirect(site.get("/give?to=%40handle1001"), "/sign-in?to=%2Fgive%3Fto%3D%2540handle1001");
}

TEST_F(GiftsPage, a_gift_is_given_once_listed_and_taken_back) {
    expect_redirect(give("2.00"), "/me/gifts");
    expect_redirect(give("2.00"), "/me/gifts");
    const auto page = site.get("/me/gifts", session);
    expect_page(page);
    EXPECT_EQ(count_of(page.body, "EUR 2.00</span>"), 1U) << "a reloaded form gives once";
    EXPECT_TRUE(has(page, "waiting for its owner"));
    EXPECT_TRUE(has(site.get("/me", session), "</span> 3.00"));
    const std::string id = hidden(page, "id");
    ASSERT_NE(id, "");
    expect_redirect(site.post_form("/me/gifts/recall", session, {{"id", id}}), "/me/gifts");
    EXPECT_TRUE(has(site.get("/me", session), "</span> 5.00"));
    EXPECT_TRUE(has(site.get("/me/gifts", session), "came back to you"));
    expect_refusal(site.post_form("/me/gifts/recall", session, {{"id", id}}), 409, "gift_returned");
    const std::string other = site.hub().sign_in("2");
    expect_redirect(site.post_form("/account", other), "/me");
    expect_refusal(site.post_form("/me/gifts/recall", other, {{"id", id}}), 404, "gift_unknown");
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(GiftsPage, a_refused_gift_keeps_what_was_typed) {
    const auto poor = give("50.00");
    expect_page(poor, 409);
    EXPECT_TRUE(has(poor, "Not enough money."));
    EXPECT_TRUE(has(poor, "value=\"50.00\""));
    EXPECT_TRUE(has(poor, "<a href=\"/me#top-up\">"));
    expect_page(give("a lot"), 422);
    expect_page(give("0"), 422);
    EXPECT_TRUE(has(site.get("/me/gifts", session), "No gifts here"));
    expect_refusal(site.get("/me/gifts?before=soon", session), 400, "cursor_malformed");
    expect_refusal(site.get("/me/gifts?before=-1", session), 400, "cursor_malformed");
}

TEST_F(GiftsPage, a_long_list_has_further_pages) {
    for (int i = 0; i < 51; ++i)
        expect_redirect(give("0.01", "key-" + std::to_string(i)), "/me/gifts");
    const auto first = site.get("/me/gifts", session);
    expect_page(first);
    EXPECT_EQ(count_of(first.body, "Take back<"), 50U);
    const std::size_t at = first.body.find("/me/gifts?before=");
    ASSERT_NE(at, std::string::npos);
    const auto second = site.get(first.body.substr(at, first.body.find('"', at) - at), session);
    expect_page(second);
    EXPECT_EQ(count_of(second.body, "Take back<"), 1U);
    EXPECT_TRUE(has(second, ">Latest</a>"));
    EXPECT_FALSE(has(second, ">Earlier</a>"));
}

TEST_F(GiftsPage, a_flattr_is_undone_and_made_again) {
    expect_redirect(site.post_form("/me/flattr", session, {{"to", "@handle1001"}}), "/me");
    const auto me = site.get("/me", session);
    const std::string id = hidden(me, "id");
    ASSERT_NE(id, "");
    expect_redirect(site.post_form("/me/undo", session, {{"id", id}}), "/me");
    EXPECT_TRUE(has(site.get("/me", session), "No flattrs yet"));
    expect_redirect(site.post_form("/me/flattr", session, {{"to", "@handle1001"}, {"show_name", "yes"}}), "/me");
    EXPECT_TRUE(has(site.get("/me", session), ">@handle1001</a>"));
    expect_refusal(site.post_form("/me/undo", session, {{"id", "test/f/2026-11.9.9"}}), 404, "flattr_unknown");
    site.hub().end_and_close_month();
    expect_refusal(site.post_form("/me/undo", session, {{"id", id}}), 409, "month_is_cut");
}

}  // namespace
}  // namespace obolus::support
