#include <gtest/gtest.h>

#include "web/page_checks.hpp"

namespace obolus::support {
namespace {

class ClaimPage : public ::testing::Test {
   protected:
    /// Somebody's EUR 1, divided over ten accounts, 1001 to 1010.
    void give() {
        const base::MemberId giver = site.hub().join("1", 5, 1);
        for (int subject = 1001; subject <= 1010; ++subject)
            ASSERT_TRUE(site.hub().flattr(giver, std::to_string(subject)).has_value());
    }
    TestSite site;
};

TEST_F(ClaimPage, it_reads_like_a_receipt_before_any_account_exists) {
    give();
    site.hub().end_and_close_month();
    const auto page = site.get("/claim", site.hub().sign_in("1001"));
    expect_page(page);
    EXPECT_TRUE(has(page, "<h1>10 cents</h1>"));
    EXPECT_TRUE(has(page, "from one person, yours until <time datetime=\"2027-0"));
    EXPECT_TRUE(has(page, "@handle1001"));
    EXPECT_TRUE(has(page, "EUR 0.10"));
    EXPECT_TRUE(has(page, "that opens an account for you"));
    EXPECT_TRUE(has(page, "Do you have an account here?"));
    EXPECT_TRUE(has(page, "Test money"));
    EXPECT_TRUE(has(page, "action=\"/claim/accept\""));
    EXPECT_TRUE(has(page, "action=\"/claim/decline\""));
    EXPECT_FALSE(has(page, "Name 1<")) << "the giver stays somebody";
}

TEST_F(ClaimPage, accepting_opens_the_account_and_shows_the_money_and_where_it_came_from) {
    give();
    site.hub().end_and_close_month();
    const std::string session = site.hub().sign_in("1001");
    expect_redirect(site.get("/me", session), "/welcome");
    const auto accepted = site.post_form("/claim/accept", session);
    expect_redirect(accepted, "/me");
    const std::string cookies = TestSite::cookie_of(session).second +
                                "; __Host-obolus_flash=" + TestSite::set_cookie(accepted, "__Host-obolus_flash");
    const auto me = site.send("GET", "/me", {{"Cookie", cookies}});
    expect_page(me);
    EXPECT_TRUE(has(me, "You accepted 10 cents."));
    EXPECT_TRUE(has(me, "</span> 0.10"));
    EXPECT_TRUE(has(me, "from somebody, for"));
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(ClaimPage, declining_returns_the_money_and_opens_no_account) {
    give();
    site.hub().end_and_close_month();
    const std::string session = site.hub().sign_in("1002");
    const auto declined = site.post_form("/claim/decline", session);
    expect_redirect(declined, "/claim");
    const auto page = site.get("/claim", session);
    expect_page(page);
    EXPECT_TRUE(has(page, "Nothing waits right now"));
    expect_redirect(site.get("/me", session), "/welcome");
    expect_refusal(site.post_form("/claim/decline", session), 409, "nothing_waiting");
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(ClaimPage, flattrs_of_the_running_month_are_announced_without_a_sum) {
    give();
    const auto page = site.get("/claim", site.hub().sign_in("1003"));
    expect_page(page);
    EXPECT_TRUE(has(page, "Nothing waits right now"));
    EXPECT_TRUE(has(page, "1 flattr for you came in this month"));
    EXPECT_FALSE(has(page, "EUR"));
}

TEST_F(ClaimPage, a_stranger_is_sent_to_sign_in) { expect_redirect(site.get("/claim"), "/sign-in?to=/claim"); }

}  // namespace
}  // namespace obolus::support
