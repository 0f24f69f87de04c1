#include <gtest/gtest.h>

#include "http/address.hpp"
#include "http/client.hpp"

namespace obolus::http {
namespace {

TEST(url, is_taken_apart) {
    const auto url = parse_url("HTTPS://API.Example.com/2/users/me?a=b");
    ASSERT_TRUE(url);
    EXPECT_EQ(url.value().scheme, "https");
    EXPECT_EQ(url.value().host, "api.example.com");
    EXPECT_EQ(url.value().port, 443);
    EXPECT_EQ(url.value().target, "/2/users/me?a=b");
    EXPECT_EQ(parse_url("http://127.0.0.1:8081").value().target, "/");
    EXPECT_EQ(parse_url("http://127.0.0.1:8081?a=b").value().target, "/?a=b");
    EXPECT_EQ(parse_url("http://[0:0::1]:81/").value().host, "::1");
}

TEST(url, case_62_userinfo_blanks_line_breaks_and_idn_are_refused) {
    for (const char* text : {"https://user@example.com/",
                             "https://good.example@evil.example/",
                             "https://a:b@c/",
                             "https://exa mple.com/",
                             "https://example.com/\r\nX: y",
                             "https://example.com/a b",
                             "https://ex\xC3\xA4mple.com/",
                             "https://example.com\\@evil/",
                             "https://example.com/#f",
                             "ftp://example.com/",
                             "//example.com/",
                             "example.com",
                             "https://",
                             "https:///x",
                             "https://example.com:/",
                             "https://example.com:0/",
                             "https://example.com:65536/",
                             "https://example.com:8x/",
                             "https://.example.com/",
                             "https://example..com/",
                             "https://example.com./",
                             "https://[::1/",
                             "https://[::1%25lo]/",
                             "https://::1/",
                             "javascript://example.com/",
                             ""})
        EXPECT_EQ(parse_url(text).error(), Refusal::url_malformed) << text;
}

TEST(url, case_59_numbers_that_resolvers_take_for_addresses_are_refused) {
    for (const char* text :
         {"http://0x7f000001/", "http://2130706433/", "http://127.1/", "http://0177.0.0.1/", "http://0x7f.0.0.1/",
          "http://127.0.0.01/", "http://1.2.3.4.5/", "http://example.1/", "http://example.0x1/"})
        EXPECT_EQ(parse_url(text).error(), Refusal::url_malformed) << text;
}

TEST(address, case_59_what_is_not_globally_routable_is_not_public) {
    for (const char* text : {"127.0.0.1",
                             "127.255.255.255",
                             "0.0.0.0",
                             "0.1.2.3",
                             "10.0.0.1",
                             "100.64.0.1",
                             "100.127.255.255",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.168.1.1",
                             "192.0.0.1",
                             "192.0.2.1",
                             "198.18.0.1",
                             "198.19.255.255",
                             "198.51.100.1",
                             "203.0.113.1",
                             "224.0.0.1",
                             "239.255.255.255",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "::ffff:127.0.0.1",
                             "::ffff:8.8.8.8",
                             "::127.0.0.1",
                             "fc00::1",
                             "fd12::1",
                             "fe80::1",
                             "fec0::1",
                             "ff02::1",
                             "64:ff9b::7f00:1",
                             "64:ff9b:1::1",
                             "2001::1",
                             "2001:db8::1",
                             "2002:7f00:1::",
                             "3fff::1",
                             "100::1"})
        EXPECT_FALSE(is_public(boost::asio::ip::make_address(text))) << text;
}

TEST(address, ordinary_hosts_are_public_up_to_the_edges_of_the_ranges) {
    for (const char* text :
         {"8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
          "128.0.0.0", "172.15.255.255", "172.32.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
          "2606:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888"})
        EXPECT_TRUE(is_public(boost::asio::ip::make_address(text))) << text;
}

}  // namespace
}  // namespace obolus::http
