#include <gmock/gmock.h>

#include "demo_platform/fixture.hpp"

namespace obolus::demo_platform {
namespace {

using PagesTest = Platform;

TEST_F(PagesTest, the_front_page_leads_to_profiles_and_those_to_posts) {
    EXPECT_THAT(send("GET", "/").body, testing::HasSubstr("href=\"/bob\""));
    EXPECT_THAT(send("GET", "/bob").body, testing::HasSubstr("href=\"/bob/status/1790000000000000123\""));
    EXPECT_THAT(send("GET", "/bob/status/1790000000000000123").body, testing::HasSubstr("harpsichord"));
}

TEST_F(PagesTest, a_post_under_somebody_elses_handle_is_not_found) {
    EXPECT_EQ(send("GET", "/ada/status/1790000000000000123").status, 404);
    EXPECT_EQ(send("GET", "/nobody").status, 404);
    EXPECT_EQ(send("GET", "/bob/status/1").status, 404);
}

TEST_F(PagesTest, pages_allow_no_scripts) {
    EXPECT_THAT(std::string(http::find_header(send("GET", "/").headers, "Content-Security-Policy").value_or("")),
                testing::HasSubstr("default-src 'none'"));
}

TEST_F(PagesTest, another_method_is_told_so) { EXPECT_EQ(send("DELETE", "/bob").status, 405); }

}  // namespace
}  // namespace obolus::demo_platform
