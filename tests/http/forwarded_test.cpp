#include "http/forwarded.hpp"

#include <gtest/gtest.h>

namespace obolus::http {
namespace {

const std::vector<std::string> trusted{"127.0.0.1", "::1", "10.0.0.7"};

std::string client(const std::string& peer, const Fields& headers) { return client_address(peer, headers, trusted); }

TEST(forwarded, without_trusted_proxies_the_peer_is_the_client) {
    EXPECT_EQ(client_address("127.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}}, {}), "127.0.0.1");
}

TEST(forwarded, a_trusted_proxy_is_believed) {
    EXPECT_EQ(client("127.0.0.1", {{"x-forwarded-for", "192.0.2.1"}}), "192.0.2.1");
    EXPECT_EQ(client("0:0:0:0:0:0:0:1", {{"X-Forwarded-For", "2001:DB8::1"}}), "2001:db8::1");
    EXPECT_EQ(client("127.0.0.1", {}), "127.0.0.1");
}

TEST(forwarded, others_are_not_believed) {
    EXPECT_EQ(client("192.0.2.9", {{"X-Forwarded-For", "192.0.2.1"}}), "192.0.2.9");
}

TEST(forwarded, what_the_client_made_up_in_front_is_ignored) {
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "10.9.9.9, 127.0.0.1, 192.0.2.1, 10.0.0.7"}}), "192.0.2.1");
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "10.9.9.9"}, {"X-Forwarded-For", "192.0.2.1"}}), "192.0.2.1");
}

TEST(forwarded, nonsense_ends_the_search_at_the_hop_that_wrote_it) {
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "192.0.2.1, unknown"}}), "127.0.0.1");
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "192.0.2.1,, 10.0.0.7"}}), "10.0.0.7");
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", ""}}), "127.0.0.1");
}

TEST(forwarded, nothing_but_trusted_hops_is_the_farthest_of_them) {
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "10.0.0.7"}}), "10.0.0.7");
}

}  // namespace
}  // namespace obolus::http
