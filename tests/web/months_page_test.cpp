#include <gtest/gtest.h>

#include "web/page_checks.hpp"

namespace obolus::support {
namespace {

TEST(MonthsPage, an_operator_ends_the_demos_month_and_it_is_closed) {
    TestSite site;
    site.hub().join("1", 5, 1);
    const std::string session = site.hub().sign_in("1");
    site.post_form("/me/flattr", session, {{"to", "@handle1001"}});
    const auto before = site.get("/operator", session);
    expect_page(before);
    EXPECT_TRUE(has(before, "End this month now"));
    EXPECT_FALSE(has(before, "Close November 2026"));
    expect_redirect(site.post_form("/operator/end-month", session), "/operator");
    const auto after = site.get("/operator", session);
    expect_page(after);
    EXPECT_TRUE(has(after, "class=\"state closed\">closed"));
    EXPECT_TRUE(has(after, "December 2026"));
    EXPECT_EQ(site.hub().audit(), "");
}

TEST(MonthsPage, a_month_that_has_ended_has_a_button_that_closes_it) {
    TestSite site;
    site.hub().join("1", 5, 1);
    const std::string session = site.hub().sign_in("1");
    site.post_form("/me/flattr", session, {{"to", "@handle1001"}});
    site.hub().advance(std::chrono::days{25});
    const std::string again = site.hub().sign_in("1");
    EXPECT_TRUE(has(site.get("/operator", again), "Close November 2026"));
    expect_redirect(site.post_form("/operator/months/2026-11/close", again), "/operator");
    EXPECT_FALSE(has(site.get("/operator", again), "Close November 2026"));
    expect_refusal(site.post_form("/operator/months/2026-12/close", again), 409, "month_still_running");
    expect_refusal(site.post_form("/operator/months/soon/close", again), 400, "month_malformed");
}

TEST(MonthsPage, a_month_ends_on_the_first_of_the_next_in_whatever_zone) {
    using std::chrono::hours;
    const base::Month november = base::parse_month("2026-11").value();
    const base::Time december_in_utc = giving::Calendar{}.start_of(november.next());
    hub::Rules rules = TestHub::default_rules();
    rules.calendar = giving::Calendar(november.next(), {december_in_utc - hours(1), december_in_utc + hours(743)});
    TestSite site(rules);
    site.hub().join("1");
    const std::string session = site.hub().sign_in("1");
    const std::string_view ends = "<time datetime=\"2026-12-01\">1 December 2026</time>";
    EXPECT_TRUE(has(site.get("/operator", session), ends));
    EXPECT_TRUE(has(site.get("/me", session), ends));
}

TEST(MonthsPage, others_are_kept_out_and_a_real_clock_is_not_moved) {
    hub::Rules rules = TestHub::default_rules();
    rules.movable_clock = false;
    TestSite site(rules);
    const std::string session = site.hub().sign_in("1");
    EXPECT_FALSE(has(site.get("/operator", session), "End this month now"));
    expect_refusal(site.post_form("/operator/end-month", session), 403, "clock_is_fixed");
    expect_refusal(site.get("/operator", site.hub().sign_in("2")), 403, "operator_only");
    expect_redirect(site.get("/operator"), "/sign-in?to=/operator");
}

}  // namespace
}  // namespace obolus::support
