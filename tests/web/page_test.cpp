// What all pages have in common: their frame, their headers, and what strangers may not see.
#include <set>

#include <gtest/gtest.h>

#include "hub/refusals.hpp"
#include "web/assets.hpp"
#include "web/page_checks.hpp"
#include "web/view.hpp"

namespace obolus::support {
namespace {

TEST(Page, home_says_what_this_is_and_offers_to_sign_in) {
    TestSite site;
    const auto home = site.get("/");
    expect_page(home);
    EXPECT_TRUE(has(home, "Thank anyone"));
    EXPECT_TRUE(has(home, "Sign in with Demo platform"));
    EXPECT_FALSE(has(home, "Sign out"));
}

TEST(Page, the_footer_names_licence_and_version_and_links_to_the_source) {
    TestSite site;
    EXPECT_TRUE(has(site.get("/"),
                    "runs Obolus 1.2.3, free software under the AGPL: here is <a "
                    "href=\"https://code.example/?a&amp;b\">its source</a>."));
    web::View unsaid;
    unsaid.text("version", "1.2.3").text("source_url", "");
    const std::string frame = web::render_template("layout", unsaid);
    EXPECT_NE(frame.find("Obolus 1.2.3, free software under the AGPL. "), std::string::npos) << frame;
}

TEST(Page, each_response_has_the_security_headers) {
    TestSite site;
    const std::string css = web::static_url("obolus.css");
    for (const std::string& path :
         {std::string("/"), std::string("/me"), std::string("/nothing"), std::string("/v1/hub"), css}) {
        const auto response = site.get(path);
        EXPECT_EQ(TestSite::header(response, "Content-Security-Policy"),
                  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
                  "frame-ancestors 'none'")
            << path;
        EXPECT_EQ(TestSite::header(response, "X-Content-Type-Options"), "nosniff") << path;
        EXPECT_EQ(TestSite::header(response, "Referrer-Policy"), "same-origin") << path;
        EXPECT_EQ(TestSite::header(response, "Cross-Origin-Opener-Policy"), "same-origin") << path;
        EXPECT_EQ(TestSite::header(response, "Cross-Origin-Resource-Policy"), "same-origin") << path;
        EXPECT_FALSE(TestSite::header(response, "Permissions-Policy").empty()) << path;
        if (path != css) {
            EXPECT_EQ(TestSite::header(response, "Cache-Control"), "no-store") << path;
        }
        EXPECT_EQ(TestSite::header(response, "Strict-Transport-Security"), "") << "only over https";
    }
}

TEST(Page, static_files_may_be_kept_for_ever) {
    TestSite site;
    const auto css = site.get(web::static_url("obolus.css"));
    EXPECT_EQ(css.status, 200);
    EXPECT_EQ(TestSite::header(css, "Content-Type"), "text/css; charset=utf-8");
    EXPECT_NE(TestSite::header(css, "Cache-Control").find("immutable"), std::string::npos);
    EXPECT_EQ(TestSite::header(site.get(web::static_url("coin.svg")), "Content-Type"), "image/svg+xml");
    EXPECT_EQ(site.get("/static/layout.mustache").status, 404);
    EXPECT_EQ(site.get("/static/..%2ftemplates%2flayout.mustache").status, 404);
}

TEST(Page, an_unknown_address_and_a_wrong_method_are_pages_with_a_name) {
    TestSite site;
    expect_refusal(site.get("/nothing"), 404, "page_unknown");
    const auto wrong = site.send("DELETE", "/claim");
    expect_refusal(wrong, 405, "method_not_allowed");
    EXPECT_NE(TestSite::header(wrong, "Allow").find("GET"), std::string::npos);
}

TEST(Page, what_a_problems_type_points_to_is_a_page) {
    TestSite site;
    const auto page = site.get("/problems/json_malformed");
    expect_page(page);
    EXPECT_TRUE(has(page, std::string(hub::find_refusal("json_malformed")->next)));
    expect_refusal(site.get("/problems/no_such_name"), 404, "page_unknown");
}

TEST(Page, what_can_be_done_about_a_refusal_leads_to_a_page) {
    TestSite site;
    site.hub().join("1");
    const std::string session = site.hub().sign_in("1");
    std::set<std::string> places;
    for (const hub::RefusalRow& row : hub::all_refusals())
        if (!row.next_url.empty()) places.emplace(row.next_url.substr(0, row.next_url.find('#')));
    for (const std::string& place : places) {
        const int status = site.get(place, session).status;
        EXPECT_TRUE(status == 200 || status == 303) << place << ": " << status;
    }
    const auto page = site.get("/problems/insufficient_funds");
    EXPECT_TRUE(has(page, "<a href=\"/me#top-up\">Add money"));
}

TEST(Page, each_template_can_be_filled) {
    for (const web::Asset& asset : web::assets()) {
        if (!asset.path.starts_with("templates/")) continue;
        const std::string_view name =
            asset.path.substr(10, asset.path.size() - 10 - std::string_view(".mustache").size());
        EXPECT_EQ(web::render_template(name, web::View{}).find("{{"), std::string::npos) << name;
    }
}

TEST(Page, texts_are_escaped_and_empty_ones_open_no_section) {
    web::View view;
    view.text("markup", "<script>\"'&").text("empty", "").flag("no", false);
    EXPECT_EQ(web::render_line("{{markup}}{{#empty}}e{{/empty}}{{#no}}n{{/no}}{{^empty}}-{{/empty}}", view),
              "&lt;script&gt;&quot;&apos;&amp;-");
}

TEST(Page, a_stranger_learns_nothing_about_whom_money_waits_for) {
    TestSite site;
    const base::MemberId giver = site.hub().join("1", 5, 1);
    ASSERT_TRUE(site.hub().flattr(giver, "1001").has_value());
    site.hub().end_and_close_month();
    const std::string other = site.hub().sign_in("2002");
    for (const char* path :
         {"/", "/me", "/claim", "/welcome", "/operator", "/sign-in", "/v1/claim", "/v1/me", "/v1/hub"}) {
        for (const std::string& session : {std::string(), other}) {
            const auto response = site.get(path, session);
            EXPECT_FALSE(has(response, "1001")) << path;
            EXPECT_FALSE(has(response, "EUR 1.00")) << path;
            EXPECT_FALSE(has(response, "\"1.00\"")) << path;
        }
    }
}

}  // namespace
}  // namespace obolus::support
