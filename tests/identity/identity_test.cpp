#include "identity/identity.hpp"

#include <gtest/gtest.h>

namespace obolus::identity {
namespace {

TEST(IdentityKey, what_to_string_writes_parse_key_reads) {
    for (const Key& key :
         {Key{"demo", "", "1001"}, Key{"mastodon", "example.social", "42"}, Key{"bluesky", "", "did:plc:abc"}})
        EXPECT_EQ(parse_key(to_string(key)), key);
    EXPECT_EQ(to_string({"mastodon", "example.social", "42"}), "mastodon@example.social:42");
}

TEST(IdentityKey, parse_key_refuses_what_names_nobody) {
    for (const char* text : {"", "demo", "demo:", ":1001", "demo@:1001", "@host:1", "demo:10\n01"})
        EXPECT_FALSE(parse_key(text)) << text;
    EXPECT_FALSE(parse_key("demo:" + std::string(256, '1')));
}

TEST(IdentityKey, ids_are_compared_as_texts_and_never_as_numbers) {
    EXPECT_NE(parse_key("demo:9007199254740993"), parse_key("demo:9007199254740992"));
    EXPECT_NE(parse_key("demo:1"), parse_key("demo:01"));
}

TEST(IdentityKey, one_by_handle_can_be_given_to_and_a_blank_one_can_not_and_neither_signs_in) {
    const Key by_name = by_handle("demo", "", "ada");
    EXPECT_TRUE(is_by_handle(by_name));
    EXPECT_TRUE(is_valid(by_name));
    EXPECT_FALSE(is_provable(by_name));
    EXPECT_FALSE(is_valid(by_handle("demo", "", "")));
    const Key blank{"demo", "", "#0123"};
    EXPECT_TRUE(is_blank(blank));
    EXPECT_FALSE(is_valid(blank));
    EXPECT_FALSE(is_provable(blank));
    EXPECT_FALSE(parse_key("demo:#0123"));
    EXPECT_TRUE(is_provable({"demo", "", "1001"}));
}

}  // namespace
}  // namespace obolus::identity
