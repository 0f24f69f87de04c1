#include <gtest/gtest.h>

#include "http/cookie.hpp"
#include "http/csrf.hpp"
#include "http/same_origin.hpp"

namespace obolus::http {
namespace {

Request with(Fields headers) {
    Request request;
    request.method = "POST";
    request.headers = std::move(headers);
    return request;
}

TEST(cookie, case_53_bears_the_host_prefix_secure_http_only_and_same_site_lax) {
    EXPECT_EQ(set_host_cookie("session", "abc"),
              (Field{"Set-Cookie", "__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax"}));
    EXPECT_EQ(set_host_cookie("session", "abc", std::chrono::seconds(600)).second,
              "__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600");
    EXPECT_EQ(clear_host_cookie("session").second,
              "__Host-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

TEST(same_origin, a_page_of_ours_is_recognised_by_origin_or_fetch_metadata) {
    EXPECT_EQ(source_of(with({{"Origin", "https://hub.example"}}), "https://hub.example"), Source::same_origin);
    EXPECT_EQ(source_of(with({{"origin", "http://localhost:8080"}}), "http://localhost:8080/base/"),
              Source::same_origin);
    EXPECT_EQ(source_of(with({{"Sec-Fetch-Site", "same-origin"}}), "https://hub.example"), Source::same_origin);
}

TEST(same_origin, case_54_anything_else_is_elsewhere) {
    for (const char* origin : {"https://evil.example", "null", "", "http://hub.example", "https://hub.example:8443",
                               "https://hub.example.evil", "https://sub.hub.example", "https://hub.example/"})
        EXPECT_EQ(source_of(with({{"Origin", origin}}), "https://hub.example"), Source::elsewhere) << origin;
    for (const char* site : {"cross-site", "same-site", "none", ""})
        EXPECT_EQ(source_of(with({{"Sec-Fetch-Site", site}}), "https://hub.example"), Source::elsewhere) << site;
    EXPECT_EQ(
        source_of(with({{"Origin", "https://hub.example"}, {"Sec-Fetch-Site", "cross-site"}}), "https://hub.example"),
        Source::elsewhere);
}

TEST(same_origin, host_plays_no_part) {
    EXPECT_EQ(source_of(with({{"Host", "evil.example"}, {"Origin", "https://evil.example"}}), "https://hub.example"),
              Source::elsewhere);
    EXPECT_EQ(source_of(with({{"Host", "hub.example"}}), "https://hub.example"), Source::unsaid);
}

TEST(local_path, case_14_only_paths_on_this_host_pass) {
    for (const char* path : {"/", "/claim", "/claim?x=1&y=%2F%2Fevil", "/a//b", "/@ada"})
        EXPECT_TRUE(is_local_path(path)) << path;
    for (const char* path : {"", "claim", "//evil", "/\\evil", "\\\\evil", "/a\\b", "javascript:alert(1)",
                             "https://evil", "/\t/evil", "/\n/evil", "/a b", "/a\x7F", "/\xC3\xA4", " /a"})
        EXPECT_FALSE(is_local_path(path)) << path;
    EXPECT_FALSE(is_local_path("/" + std::string(2048, 'a')));
}

TEST(csrf, case_54_the_token_belongs_to_one_session_and_one_hub) {
    const std::string token = csrf_token("key", "session");
    EXPECT_EQ(token.size(), 43U);
    EXPECT_TRUE(csrf_matches("key", "session", token));
    EXPECT_FALSE(csrf_matches("key", "another", token));
    EXPECT_FALSE(csrf_matches("other", "session", token));
    EXPECT_FALSE(csrf_matches("key", "session", ""));
    EXPECT_FALSE(csrf_matches("key", "session", token.substr(0, 42)));
}

}  // namespace
}  // namespace obolus::http
