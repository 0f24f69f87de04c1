#include "http/message.hpp"

#include <gtest/gtest.h>

#include "http/request_reader.hpp"
#include "http/text.hpp"
#include "http/wire.hpp"

namespace obolus::http {
namespace {

TEST(message, parse_form_decodes_plus_and_percent_escapes) {
    const auto fields = parse_form("a=1+2&b=%C3%A4%26&empty=&flag&&a=3");
    ASSERT_TRUE(fields);
    EXPECT_EQ(*fields, (Fields{{"a", "1 2"}, {"b", "\xC3\xA4&"}, {"empty", ""}, {"flag", ""}, {"a", "3"}}));
}

TEST(message, parse_form_refuses_bad_escapes_nul_and_invalid_utf8) {
    for (const char* text :
         {"a=%", "a=%4", "a=%zz", "a=%00", "a=%C3", "a=%ff", "%C0%80=1", "a=%ED%A0%80", "a=%F5%80%80%80"})
        EXPECT_FALSE(parse_form(text)) << text;
}

TEST(message, encode_form_is_undone_by_parse_form) {
    const Fields fields{
        {"redirect_uri", "http://localhost:8080/callback/demo?x=1&y=2"}, {"\xE2\x82\xAC", "100% +~"}, {"", ""}};
    EXPECT_EQ(parse_form(encode_form(fields)), fields);
}

TEST(message, percent_encode_leaves_unreserved_characters_alone) {
    EXPECT_EQ(percent_encode("aZ09-._~ /?"), "aZ09-._~%20%2F%3F");
}

TEST(message, find_header_ignores_case_and_find_does_not) {
    const Fields fields{{"Content-Type", "a"}, {"content-type", "b"}};
    EXPECT_EQ(find_header(fields, "CONTENT-TYPE"), "a");
    EXPECT_EQ(find(fields, "content-type"), "b");
    EXPECT_FALSE(find(fields, "CONTENT-TYPE"));
}

TEST(message, cookie_is_found_among_others_and_across_headers) {
    Request request;
    request.headers = {{"Cookie", "a=1; __Host-session=x=y ;b=2"}, {"cookie", "c=3"}};
    EXPECT_EQ(request.cookie("__Host-session"), "x=y");
    EXPECT_EQ(request.cookie("c"), "3");
    EXPECT_FALSE(request.cookie("session"));
}

TEST(message, cookie_sent_twice_is_not_believed) {
    Request request;
    request.headers = {{"Cookie", "s=mine; s=planted"}};
    EXPECT_FALSE(request.cookie("s"));
    request.headers = {{"Cookie", "s=mine"}, {"Cookie", "s=planted"}};
    EXPECT_FALSE(request.cookie("s"));
}

TEST(message, set_target_takes_the_target_apart) {
    Request request;
    ASSERT_TRUE(set_target(request, "/caf%C3%A9?q=a+b&r=1"));
    EXPECT_EQ(request.path, "/caf\xC3\xA9");
    EXPECT_EQ(request.query, (Fields{{"q", "a b"}, {"r", "1"}}));
    ASSERT_TRUE(set_target(request, "http://anything.example/x"));
    EXPECT_EQ(request.path, "/x");
}

TEST(message, set_target_refuses_what_is_no_path) {
    Request request;
    for (const char* target : {"", "*", "x", "example.com:443", "/%", "/%00", "/%FF", "/?a=%", "/#fragment"})
        EXPECT_FALSE(set_target(request, target)) << target;
}

TEST(message, append_head_refuses_fields_that_would_break_out_of_their_line) {
    for (const Field& field : {Field{"Location", "/\r\nSet-Cookie: a=b"}, Field{"X\r\nY", "1"},
                               Field{"X", std::string("a\0b", 3)}, Field{"", "x"}, Field{"a b", "x"}}) {
        std::string out = "kept";
        Response response;
        response.headers = {field};
        EXPECT_FALSE(append_head(out, response, "now", true));
        EXPECT_EQ(out, "kept");
    }
}

TEST(message, is_utf8_accepts_the_edges_and_refuses_just_past_them) {
    EXPECT_TRUE(is_utf8("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
    for (const char* text :
         {"\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xE2\x82"})
        EXPECT_FALSE(is_utf8(text));
}

}  // namespace
}  // namespace obolus::http
