// Signing in through a platform, and what must not pass for it (cases 1-6, 10, 11, 13, 14, 52, 53, 58).
#include <gtest/gtest.h>

#include "web/page_checks.hpp"

namespace obolus::support {
namespace {

class SignInPages : public ::testing::Test {
   protected:
    void expect_no_session(const http::ClientResponse& response) {
        EXPECT_EQ(TestSite::set_cookie(response, "__Host-obolus_session"), "");
    }
    TestSite site;
};

TEST_F(SignInPages, the_browser_is_sent_on_by_a_page_that_continues) {
    const auto page = site.post_form("/sign-in", "", {{"provider", "demo"}});
    expect_page(page);
    EXPECT_TRUE(has(page, "<meta http-equiv=\"refresh\" content=\"0; url=http://127.0.0.1:"));
    EXPECT_TRUE(has(page, "<a class=\"button\" href=\"http://127.0.0.1:"));
    const std::string cookie = TestSite::set_cookie_field(page, "__Host-obolus_sign_in");
    for (const char* attribute : {"; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=600"})
        EXPECT_NE(cookie.find(attribute), std::string::npos) << cookie;
}

TEST_F(SignInPages, a_newcomer_gets_a_fresh_session_and_is_welcomed) {
    const auto done = site.finish_sign_in(site.start_sign_in("1001"));
    expect_redirect(done, "/welcome");
    const std::string cookie = TestSite::set_cookie_field(done, "__Host-obolus_session");
    for (const char* attribute : {"; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"})
        EXPECT_NE(cookie.find(attribute), std::string::npos) << cookie;
    EXPECT_EQ(cookie.find("Domain"), std::string::npos);
    EXPECT_NE(TestSite::set_cookie_field(done, "__Host-obolus_sign_in").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(TestSite::header(done, "Cache-Control"), "no-store");
    EXPECT_EQ(TestSite::header(done, "Referrer-Policy"), "no-referrer");

    const std::string session = TestSite::set_cookie(done, "__Host-obolus_session");
    const auto welcome = site.get("/welcome", session);
    expect_page(welcome);
    EXPECT_TRUE(has(welcome, "Name 1001"));
    expect_redirect(site.get("/me", session), "/welcome");
    expect_redirect(site.post_form("/account", session), "/me");
    expect_page(site.get("/me", session));
}

TEST_F(SignInPages, a_session_changes_its_id_at_each_sign_in) {
    site.hub().join("1001");
    const std::string before = site.hub().sign_in("1001");
    EXPECT_EQ(site.get("/me", before).status, 200);
    const auto done = site.finish_sign_in(site.start_sign_in("1001"), before);
    expect_redirect(done, "/me");
    const std::string after = TestSite::set_cookie(done, "__Host-obolus_session");
    EXPECT_NE(after, "");
    EXPECT_NE(after, before);
    EXPECT_EQ(site.get("/me", after).status, 200);
    expect_redirect(site.get("/me", before), "/sign-in?to=/me");
}

TEST_F(SignInPages, a_callback_works_once) {
    const auto sign_in = site.start_sign_in("1001");
    expect_redirect(site.finish_sign_in(sign_in), "/welcome");
    const auto again = site.finish_sign_in(sign_in);
    expect_refusal(again, 409, "sign_in_already_used");
    expect_no_session(again);
}

TEST_F(SignInPages, a_callback_of_another_browser_or_without_state_is_refused) {
    const auto mine = site.start_sign_in("1001");
    const auto theirs = site.start_sign_in("1002");
    auto mixed = theirs;
    mixed.cookie = mine.cookie;
    const auto other = site.finish_sign_in(mixed);
    expect_refusal(other, 400, "sign_in_state_mismatch");
    expect_no_session(other);
    EXPECT_EQ(TestSite::set_cookie_field(other, "__Host-obolus_sign_in"), "") << "a forged callback ends no sign-in";
    const auto bare = site.get("/callback/demo?code=code-1001");
    expect_refusal(bare, 400, "sign_in_state_missing");
    EXPECT_EQ(TestSite::header(bare, "Referrer-Policy"), "no-referrer");
    expect_refusal(site.get("/callback/nowhere?code=x&state=y"), 404, "provider_unknown");
    auto twice = mine;
    twice.callback += "&code=other";
    expect_refusal(site.finish_sign_in(twice), 400, "sign_in_parameter_repeated");
    expect_redirect(site.finish_sign_in(mine), "/welcome");
}

TEST_F(SignInPages, an_old_callback_is_refused) {
    const auto sign_in = site.start_sign_in("1001");
    site.hub().advance(std::chrono::minutes{11});
    expect_refusal(site.finish_sign_in(sign_in), 400, "sign_in_expired");
}

TEST_F(SignInPages, a_denial_is_a_friendly_page_and_uses_the_sign_in_up) {
    auto denied = site.start_sign_in("1001");
    const std::string state = denied.callback.substr(denied.callback.find("state="));
    denied.callback =
        "/callback/demo?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E&" + state;
    const auto page = site.finish_sign_in(denied);
    expect_refusal(page, 403, "sign_in_denied");
    EXPECT_FALSE(has(page, "alert(1)"));
    expect_refusal(site.finish_sign_in(denied), 409, "sign_in_already_used");
}

TEST_F(SignInPages, a_refused_code_opens_no_session) {
    auto sign_in = site.start_sign_in("1001");
    sign_in.callback.replace(sign_in.callback.find("code-1001"), 9, "forged");
    const auto page = site.finish_sign_in(sign_in);
    expect_refusal(page, 400, "token_refused");
    expect_no_session(page);
}

TEST_F(SignInPages, a_sign_in_starts_on_a_page_of_ours_alone) {
    EXPECT_EQ(site.get("/sign-in?provider=demo").status, 200) << "GET shows the choice and starts nothing";
    EXPECT_EQ(TestSite::set_cookie(site.get("/sign-in?provider=demo"), "__Host-obolus_sign_in"), "");
    const http::Field form{"Content-Type", "application/x-www-form-urlencoded"};
    for (const char* origin : {"https://evil.example", "null", "http://localhost:8081", "https://localhost:8080"}) {
        const auto page = site.send("POST", "/sign-in", {form, {"Origin", origin}}, "provider=demo");
        expect_refusal(page, 403, "cross_site");
        EXPECT_EQ(TestSite::set_cookie(page, "__Host-obolus_sign_in"), "");
    }
    expect_refusal(site.send("POST", "/sign-in", {form}, "provider=demo"), 403, "cross_site");
    expect_refusal(site.post_form("/sign-in", "", {{"provider", "nowhere"}}), 404, "provider_unknown");
}

TEST_F(SignInPages, only_a_local_path_is_returned_to) {
    site.hub().join("1001");
    for (const char* evil :
         {"//evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example/", "/\t/evil.example"})
        expect_redirect(site.finish_sign_in(site.start_sign_in("1001", evil)), "/me");
    expect_redirect(site.finish_sign_in(site.start_sign_in("1001", "/claim")), "/claim");
    EXPECT_FALSE(has(site.get("/sign-in?to=//evil.example"), "evil.example"));
    EXPECT_TRUE(has(site.get("/sign-in?to=/claim"), "name=\"return_to\" value=\"/claim\""));
}

TEST_F(SignInPages, money_that_waits_is_shown_before_any_account_exists) {
    const base::MemberId giver = site.hub().join("1", 5, 1);
    ASSERT_TRUE(site.hub().flattr(giver, "1001").has_value());
    site.hub().end_and_close_month();
    const auto done = site.finish_sign_in(site.start_sign_in("1001"));
    expect_redirect(done, "/claim");
    expect_redirect(site.finish_sign_in(site.start_sign_in("1002")), "/welcome");
}

TEST_F(SignInPages, a_name_with_markup_is_shown_as_text) {
    const auto done = site.finish_sign_in(site.start_sign_in("666"));
    const auto welcome = site.get("/welcome", TestSite::set_cookie(done, "__Host-obolus_session"));
    expect_page(welcome);
    EXPECT_FALSE(has(welcome, "<b>Mallory"));
    EXPECT_TRUE(has(welcome, "&lt;b&gt;Mallory"));
}

TEST_F(SignInPages, signing_out_ends_the_session) {
    site.hub().join("1001");
    const std::string session = site.hub().sign_in("1001");
    EXPECT_EQ(site.get("/me", session).status, 200);
    const auto out = site.post_form("/sign-out", session);
    expect_redirect(out, "/");
    EXPECT_NE(TestSite::set_cookie_field(out, "__Host-obolus_session").find("Max-Age=0"), std::string::npos);
    expect_redirect(site.get("/me", session), "/sign-in?to=/me");
}

}  // namespace
}  // namespace obolus::support
