#include "api/json_body.hpp"

#include <gtest/gtest.h>

#include "hub/refusals.hpp"

namespace obolus::api {
namespace {

using hub::RequestRefusal;

TEST(JsonBody, fields_come_in_their_order_with_their_kinds) {
    const auto fields =
        parse_json_object(R"({"to":"@ada\n","n":1,"d":1.5,"b":true,"z":null,"a":[{"x":1}],"o":{"y":"z"}})");
    ASSERT_TRUE(fields.has_value());
    ASSERT_EQ(fields.value().size(), 7U);
    EXPECT_EQ(fields.value()[0].name, "to");
    EXPECT_EQ(fields.value()[0].kind, JsonKind::text);
    EXPECT_EQ(fields.value()[0].text, "@ada\n");
    EXPECT_EQ(fields.value()[1].kind, JsonKind::number);
    EXPECT_EQ(fields.value()[2].kind, JsonKind::number);
    EXPECT_EQ(fields.value()[3].kind, JsonKind::boolean);
    EXPECT_EQ(fields.value()[4].kind, JsonKind::null);
    EXPECT_EQ(fields.value()[5].kind, JsonKind::array);
    EXPECT_EQ(fields.value()[6].kind, JsonKind::object);
}

TEST(JsonBody, repeated_names_are_all_kept_for_the_caller_to_refuse) {
    const auto fields = parse_json_object(R"({"a":"1","a":"2"})");
    ASSERT_TRUE(fields.has_value());
    EXPECT_EQ(fields.value().size(), 2U);
}

TEST(JsonBody, what_is_not_json_is_refused) {
    for (const char* body : {"{", "{\"a\":}", "{\"a\":1,}", "{'a':1}", "{\"a\":01}", "{\"a\":1} x", "{}{}",
                             "{\"a\":\"\x01\"}", "{\"a\":\"\xff\"}", "{\"a\":\"\\ud800\"}", "nul", "", "{\"a\":NaN}",
                             "{/**/}", "{\"a\":[[[[[[[[[[1]]]]]]]]]]}"}) {
        const auto fields = parse_json_object(body);
        ASSERT_FALSE(fields.has_value()) << body;
        EXPECT_EQ(fields.error(), RequestRefusal::json_malformed) << body;
    }
}

TEST(JsonBody, json_of_another_kind_is_refused) {
    for (const char* body : {"[]", "\"a\"", "1", "null", "true", "[{\"a\":1}]"}) {
        const auto fields = parse_json_object(body);
        ASSERT_FALSE(fields.has_value()) << body;
        EXPECT_EQ(fields.error(), RequestRefusal::json_not_object) << body;
    }
}

}  // namespace
}  // namespace obolus::api
