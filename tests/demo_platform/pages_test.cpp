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

TEST_F(PagesTest, a_handle_may_change_and_be_taken_up_by_somebody_else) {
    const auto rename = [this](const char* person, const char* handle) {
        return send("POST", "/i/rename", {}, http::encode_form({{"person", person}, {"handle", handle}})).status;
    };
    EXPECT_EQ(rename("1003", "bob"), 409) << "still bob's";
    EXPECT_EQ(rename("1002", "robert"), 303);
    EXPECT_EQ(send("GET", "/bob").status, 404);
    EXPECT_EQ(rename("1003", "Bob"), 303);
    EXPECT_EQ(get_json("/2/users/by/username/bob", "app-token").at("data").at("id"), "1003");
    EXPECT_EQ(get_json("/2/users/1002", "app-token").at("data").at("username"), "robert");
    for (const char* handle : {"", "two words", "<b>", "a_handle_too_long"})
        EXPECT_EQ(rename("1004", handle), 409) << handle;
    EXPECT_EQ(rename("7", "nobody"), 409);
}

TEST_F(PagesTest, pages_allow_no_scripts) {
    EXPECT_THAT(std::string(http::find_header(send("GET", "/").headers, "Content-Security-Policy").value_or("")),
                testing::HasSubstr("default-src 'none'"));
}

TEST_F(PagesTest, another_method_is_told_so) { EXPECT_EQ(send("DELETE", "/bob").status, 405); }

}  // namespace
}  // namespace obolus::demo_platform
