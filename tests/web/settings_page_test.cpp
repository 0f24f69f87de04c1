// Settings: linked accounts, tokens, being left alone, leaving.
#include <gtest/gtest.h>

#include "web/page_checks.hpp"

namespace obolus::support {
namespace {

class SettingsPage : public ::testing::Test {
   protected:
    SettingsPage() {
        site.hub().join("1", 5, 1);
        session = site.hub().sign_in("1");
    }
    /// Signs in as somebody of the platform beside the session; the answer to the callback.
    http::ClientResponse sign_in_beside(const std::string& beside, const std::string& subject,
                                        const std::string& to = "/claim") {
        const auto page = site.post_form("/link", beside, {{"provider", "demo"}, {"to", to}});
        EXPECT_EQ(page.status, 200);
        return site.finish_sign_in(TestSite::sign_in_of(page, subject), beside);
    }
    static std::string session_of(const http::ClientResponse& response) {
        return TestSite::set_cookie(response, "__Host-obolus_session");
    }
    TestSite site;
    std::string session;
};

TEST_F(SettingsPage, a_second_account_is_linked_by_signing_in_on_both_sides) {  // case 44
    expect_page(site.get("/settings", session));
    const auto done = sign_in_beside(session, "2");
    expect_redirect(done, "/claim");
    const std::string both = session_of(done);
    EXPECT_NE(both, session) << "a new session id at each sign-in (case 52)";
    const auto claim = site.get("/claim", both);
    expect_page(claim);
    EXPECT_TRUE(has(claim, "Is this you too?"));
    EXPECT_TRUE(has(claim, ">Link</button>"));
    expect_redirect(site.post_form("/claim/accept", both), "/me");
    const auto settings = site.get("/settings", both);
    expect_page(settings);
    EXPECT_TRUE(has(settings, "demo:1</span>"));
    EXPECT_TRUE(has(settings, "demo:2</span>"));
    EXPECT_EQ(site.get("/me", site.hub().sign_in("2")).status, 200) << "one signs in with any linked account";

    expect_redirect(site.post_form("/settings/unlink", both, {{"identity", "demo:2"}}), "/settings");
    expect_refusal(site.post_form("/settings/unlink", both, {{"identity", "demo:1"}}), 409, "last_sign_in");
    expect_refusal(site.post_form("/settings/unlink", both, {{"identity", "demo"}}), 422, "identity_invalid");
    EXPECT_FALSE(has(site.get("/settings", both), "demo:2</span>"));
}

TEST_F(SettingsPage, somebody_with_money_waiting_says_that_he_has_an_account) {
    ASSERT_TRUE(site.hub().flattr(site.hub().join("3", 5, 1), "1001").has_value());
    site.hub().end_and_close_month();
    const std::string stranger = site.hub().sign_in("1001");
    const auto asked = site.get("/claim", stranger);
    EXPECT_TRUE(has(asked, "Do you have an account here?"));
    const std::string both = session_of(sign_in_beside(stranger, "1"));
    const auto claim = site.get("/claim", both);
    EXPECT_TRUE(has(claim, "EUR 1.00"));
    EXPECT_TRUE(has(claim, ">Link and accept</button>"));
    expect_redirect(site.post_form("/claim/accept", both), "/me");
    EXPECT_TRUE(has(site.get("/me", site.hub().sign_in("1")), "from somebody, for"));
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(SettingsPage, two_members_are_never_joined) {
    site.hub().join("2");
    expect_refusal(sign_in_beside(session, "2"), 409, "identity_claimed_by_another");
    EXPECT_EQ(site.get("/me", session).status, 200) << "the session that there was goes on";
}

TEST_F(SettingsPage, only_our_own_form_begins_a_sign_in_beside_another) {
    const auto ordinary = site.finish_sign_in(site.start_sign_in("2", "/link?to=/claim"), session);
    expect_redirect(ordinary, "/welcome");
    EXPECT_FALSE(has(site.get("/settings", session_of(ordinary)), "demo:1<"));
    expect_refusal(site.post_form("/link", "", {{"provider", "demo"}}), 401, "not_signed_in");
    for (const char* evil : {"//evil.example", "/\\evil.example", "javascript:alert(1)", "/link?to=//evil.example"})
        expect_redirect(sign_in_beside(site.hub().sign_in("1"), "1", evil), "/claim");  // case 14
}

TEST_F(SettingsPage, what_needs_a_recent_sign_in_offers_one_and_goes_on) {  // case 45
    const std::string both = session_of(sign_in_beside(session, "2"));
    site.post_form("/claim/accept", both);
    site.hub().advance(std::chrono::minutes{20});
    const auto stale = site.post_form("/settings/unlink", both, {{"identity", "demo:2"}});
    expect_refusal(stale, 403, "sign_in_not_recent");
    EXPECT_TRUE(has(stale, "action=\"/link\""));
    EXPECT_TRUE(has(stale, "name=\"to\" value=\"/settings\""));
    const auto proven = sign_in_beside(both, "1", "/settings");
    expect_redirect(proven, "/settings");
    expect_redirect(site.post_form("/settings/unlink", session_of(proven), {{"identity", "demo:2"}}), "/settings");
}

TEST_F(SettingsPage, a_token_is_shown_once) {
    const auto made =
        site.post_form("/settings/tokens", session,
                       {{"name", "my <b>script</b>"}, {"days", "30"}, {"scope_read", "yes"}, {"scope_give", "yes"}});
    expect_page(made);
    const std::size_t at = made.body.find("<code>obolus_");
    ASSERT_NE(at, std::string::npos);
    const std::string token = made.body.substr(at + 6, made.body.find('<', at + 6) - at - 6);
    EXPECT_EQ(site.send("GET", "/v1/wallet", {{"Authorization", "Bearer " + token}}).status, 200);
    const auto settings = site.get("/settings", session);
    expect_page(settings);
    EXPECT_FALSE(has(settings, token));
    EXPECT_TRUE(has(settings, "my &lt;b&gt;script&lt;/b&gt;"));
    EXPECT_TRUE(has(settings, "read, give"));
    expect_redirect(site.post_form("/settings/tokens/revoke", session, {{"number", "1"}}), "/settings");
    EXPECT_EQ(site.send("GET", "/v1/wallet", {{"Authorization", "Bearer " + token}}).status, 401);
    expect_refusal(site.post_form("/settings/tokens/revoke", session, {{"number", "x"}}), 404, "token_unknown");
}

TEST_F(SettingsPage, a_refused_token_keeps_its_name) {
    const auto none = site.post_form("/settings/tokens", session, {{"name", "script"}, {"days", "30"}});
    expect_page(none, 422);
    EXPECT_TRUE(has(none, "No such scope."));
    EXPECT_TRUE(has(none, "value=\"script\""));
    expect_page(site.post_form("/settings/tokens", session, {{"name", ""}, {"scope_read", "yes"}}), 422);
}

TEST_F(SettingsPage, who_opts_out_is_left_alone_until_he_lifts_it) {
    ASSERT_TRUE(site.hub().flattr(site.hub().join("3", 5, 1), "1001").has_value());
    site.hub().end_and_close_month();
    const std::string stranger = site.hub().sign_in("1001");
    expect_page(site.get("/settings", stranger));
    expect_redirect(site.post_form("/opt-out", stranger), "/settings");
    EXPECT_TRUE(has(site.get("/settings", stranger), "You are left alone"));
    const std::string again = site.hub().sign_in("1001");
    const auto claim = site.get("/claim", again);
    expect_page(claim);
    EXPECT_TRUE(has(claim, "You are left alone here"));
    const auto refused = site.post_form("/me/flattr", session, {{"to", "@handle1001"}});
    expect_page(refused, 422);
    EXPECT_TRUE(has(refused, "They would rather not."));
    expect_redirect(site.post_form("/opt-out/lift", again), "/claim");
    expect_redirect(site.post_form("/me/flattr", session, {{"to", "@handle1001"}}), "/me");
    expect_refusal(site.post_form("/opt-out", session), 409, "identity_is_linked");
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(SettingsPage, who_leaves_is_paid_out_and_signed_out) {
    const auto page = site.get("/settings/leave", session);
    expect_page(page);
    EXPECT_TRUE(has(page, "EUR 5.00"));
    expect_page(site.post_form("/settings/leave", session, {{"destination", "test:ok"}, {"key", "k"}}), 422);
    const auto typo =
        site.post_form("/settings/leave", session, {{"destination", "moon"}, {"key", "k"}, {"sure", "yes"}});
    expect_page(typo, 422);
    EXPECT_TRUE(has(typo, "value=\"moon\""));
    EXPECT_EQ(site.get("/me", session).status, 200);
    const auto left =
        site.post_form("/settings/leave", session, {{"destination", "test:ok"}, {"key", "k"}, {"sure", "yes"}});
    expect_redirect(left, "/");
    EXPECT_NE(TestSite::set_cookie_field(left, "__Host-obolus_session").find("Max-Age=0"), std::string::npos);
    expect_redirect(site.get("/me", session), "/sign-in?to=/me");
    EXPECT_EQ(site.hub().audit(), "");
}

}  // namespace
}  // namespace obolus::support
