// Every form that changes something is refused from elsewhere and without the session's token (case 54), and says once,
// after the redirect, what it did.
#include <set>

#include <gtest/gtest.h>

#include "http/cookie.hpp"
#include "web/page_checks.hpp"

namespace obolus::support {
namespace {

const http::Field form_type{"Content-Type", "application/x-www-form-urlencoded"};

class Forms : public ::testing::Test {
   protected:
    Forms() {
        site.hub().join("1", 5, 1);
        session = site.hub().sign_in("1");
    }
    TestSite site;
    std::string session;
};

TEST_F(Forms, each_needs_the_sessions_token_and_our_own_page) {
    const std::set<std::string> get_pages{"/me/gifts", "/me/payouts", "/settings/leave"};
    const std::string foreign_token = TestSite::csrf_of(site.hub().sign_in("2"));
    for (const char* path : {"/sign-out",          "/account",         "/link",
                             "/me/top-up",         "/me/budget",       "/me/flattr",
                             "/me/undo",           "/me/find",         "/me/gifts",
                             "/me/gifts/recall",   "/me/use-revenue",  "/me/payouts",
                             "/settings/unlink",   "/settings/tokens", "/settings/tokens/revoke",
                             "/settings/leave",    "/opt-out",         "/opt-out/lift",
                             "/claim/accept",      "/claim/decline",   "/operator/months/2026-10/close",
                             "/operator/end-month"}) {
        const http::Field cookie = TestSite::cookie_of(session);
        const http::Field ours{"Origin", site_url};
        expect_refusal(site.send("POST", path, {form_type, cookie, ours}, "to=%40handle1001"), 403, "csrf_token_wrong");
        expect_refusal(site.send("POST", path, {form_type, cookie, ours}, "csrf=" + foreign_token), 403,
                       "csrf_token_wrong");
        const std::string right = "csrf=" + TestSite::csrf_of(session);
        expect_refusal(site.send("POST", path, {form_type, cookie, {"Origin", "https://evil.example"}}, right), 403,
                       "cross_site");
        expect_refusal(site.send("POST", path, {form_type, cookie, {"Sec-Fetch-Site", "cross-site"}}, right), 403,
                       "cross_site");
        expect_refusal(site.send("POST", path, {form_type, cookie}, right), 403, "cross_site");
        expect_refusal(site.send("POST", path, {form_type, ours}, right), 401, "not_signed_in");
        expect_refusal(site.send("POST", path, {{"Content-Type", "text/plain"}, cookie, ours}, right), 415,
                       "content_type_wrong");
        expect_refusal(site.send("POST", path, {form_type, cookie, ours}, right + "&csrf=x"), 400 + 22,
                       "field_repeated");
        expect_refusal(site.send("POST", path, {form_type, cookie, ours}, right + "&x=%zz"), 400, "form_malformed");
        const bool is_page_too = get_pages.contains(path);
        EXPECT_EQ(site.get(path, session).status, is_page_too ? 200 : 405) << path << ": nothing changes by GET";
    }
    const auto me = site.get("/me", session);
    EXPECT_TRUE(has(me, "No flattrs yet"));
    EXPECT_TRUE(has(me, "</span> 5.00"));
}

TEST_F(Forms, a_message_is_shown_once_and_only_if_it_is_ours) {
    const auto done = site.post_form("/me/flattr", session, {{"to", "@handle1001"}});
    expect_redirect(done, "/me");
    const std::string flash = TestSite::set_cookie(done, "__Host-obolus_flash");
    ASSERT_NE(flash, "");
    const std::string cookies = TestSite::cookie_of(session).second + "; __Host-obolus_flash=";
    const auto me = site.send("GET", "/me", {{"Cookie", cookies + flash}});
    EXPECT_TRUE(has(me, "“@handle1001” is on your list."));
    EXPECT_NE(TestSite::set_cookie_field(me, "__Host-obolus_flash").find("Max-Age=0"), std::string::npos);
    std::string forged = flash;
    forged[10] = forged[10] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(has(site.send("GET", "/me", {{"Cookie", cookies + forged}}), "role=\"status\""));
    EXPECT_FALSE(has(site.send("GET", "/me", {{"Cookie", cookies + "message%3D1"}}), "role=\"status\""));
}

TEST_F(Forms, a_member_without_an_account_is_told_to_open_one) {
    const std::string stranger = site.hub().sign_in("77");
    expect_refusal(site.post_form("/me/budget", stranger, {{"monthly", "1"}}), 403, "account_needed");
    expect_refusal(site.post_form("/operator/end-month", stranger), 403, "operator_only");
}

}  // namespace
}  // namespace obolus::support
