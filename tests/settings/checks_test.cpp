#include "settings/checks.hpp"

#include <gtest/gtest.h>

namespace obolus::settings {
namespace {

TEST(checks, a_public_url_is_https_or_loopback) {
    for (const char* good : {"https://hub.example.org", "https://hub.example.org:8443", "http://localhost:8080",
                             "http://127.0.0.1", "http://[::1]:8080", "http://hub.localhost"}) {
        EXPECT_EQ(check_public_url(good), "") << good;
    }
    for (const char* bad : {"", "hub.example.org", "ftp://hub.example.org", "https://hub.example.org/",
                            "https://hub.example.org/x", "https://a@b", "https://", "https://Hub.example.org",
                            "https://hub.example.org:99999", "http://localhost:", "http://hub.example.org",
                            "http://10.0.0.1", "http://localhost.example.org", "http://127.evil.example"}) {
        EXPECT_NE(check_public_url(bad), "") << bad;
    }
}

TEST(checks, a_source_url_is_a_whole_address_or_none) {
    for (const char* good : {"", "https://code.example.org/obolus?tag=1", "http://localhost:3000"})
        EXPECT_EQ(check_source_url(good), "") << good;
    for (const char* bad : {"code.example.org", "https://", "javascript:alert(1)", "https://a b", "https://a\n"})
        EXPECT_NE(check_source_url(bad), "") << bad;
}

TEST(checks, plain_http_in_public_is_refused_with_advice) {
    EXPECT_NE(check_public_url("http://hub.example.org").find("reverse proxy"), std::string::npos);
}

TEST(checks, listen_takes_names_and_both_families) {
    EXPECT_EQ(parse_listen("127.0.0.1:8080")->port, 8080);
    EXPECT_EQ(parse_listen("[::1]:0")->host, "::1");
    EXPECT_EQ(parse_listen("localhost:65535")->host, "localhost");
    for (const char* bad : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "[::1]",
                            "::1:80", "a b:80"}) {
        EXPECT_FALSE(parse_listen(bad)) << bad;
    }
}

TEST(checks, an_identity_is_provider_instance_and_stable_id) {
    EXPECT_EQ(*parse_identity("demo:1001"), (identity::Key{"demo", "", "1001"}));
    EXPECT_EQ(*parse_identity("mastodon@example.social:42"), (identity::Key{"mastodon", "example.social", "42"}));
    EXPECT_EQ(*parse_identity("web:did:plc:abc"), (identity::Key{"web", "", "did:plc:abc"}));
    for (const char* bad : {"", "ada", "demo:", ":1", "Demo:1", "demo:a b", "m@:1", "m@Host:1"})
        EXPECT_FALSE(parse_identity(bad)) << bad;
}

TEST(checks, an_address_is_no_name_and_no_network) {
    for (const char* good : {"127.0.0.1", "::1", "10.0.0.7", "fd00::1"})
        EXPECT_EQ(check_address(good), "") << good;
    for (const char* bad : {"", "localhost", "10.0.0.0/8", "127.0.0.1:80", "[::1]", "127.1"})
        EXPECT_NE(check_address(bad), "") << bad;
}

TEST(checks, a_database_has_a_kind_and_a_place) {
    for (const char* good : {"sqlite:var/obolus.db", "postgresql:host=/run/postgresql dbname=obolus",
                             "postgresql://obolus@db.example.org/obolus"})
        EXPECT_EQ(check_database(good), "") << good;
    for (const char* bad : {"", "sqlite:", "var/obolus.db", "mysql:x", "postgresql:", "postgresql:host=x"})
        EXPECT_NE(check_database(bad), "") << bad;
}

TEST(checks, names_are_short_and_plain) {
    EXPECT_EQ(check_name("demo-2"), "");
    for (const char* bad : {"", "2demo", "Demo", "de mo", "demo_x", "abcdefghijklmnopqrstuvwxyzabcdefg"})
        EXPECT_NE(check_name(bad), "") << bad;
}

TEST(checks, a_host_has_no_scheme_and_no_path) {
    EXPECT_EQ(check_host("api.x.com"), "");
    EXPECT_EQ(check_host("127.0.0.1:8081"), "");
    for (const char* bad : {"", "https://api.x.com", "api.x.com/2", "API.x.com", "a@b", "x:y"})
        EXPECT_NE(check_host(bad), "") << bad;
}

}  // namespace
}  // namespace obolus::settings
