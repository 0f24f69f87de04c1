#include "ledger/line.hpp"

#include <gtest/gtest.h>

namespace obolus::ledger {
namespace {

TEST(Lines, what_encode_writes_decode_reads) {
    const std::vector<Line> lines{{{1}, {2}, {3}, 100'000, {}}, {{INT64_MAX}, {5}, {6}, 0, {63, 1, 4}}};
    EXPECT_EQ(encode(lines), "1.2.3.100000;9223372036854775807.5.6.0.63.1.4");
    EXPECT_EQ(decode_lines(encode(lines)), lines);
    EXPECT_EQ(decode_lines(""), std::vector<Line>{});
}

TEST(Lines, what_is_as_in_the_line_before_is_left_out) {
    const std::vector<Line> close{
        {{17}, {42}, {7}, 33'334, {}}, {{17}, {43}, {8}, 33'333, {}}, {{17}, {44}, {9}, 33'333, {}}};
    EXPECT_EQ(encode(close), "17.42.7.33334;.43.8.33333;.44.9.");
    EXPECT_EQ(decode_lines(encode(close)), close);
    const std::vector<Line> share{{{17}, {42}, {7}, 33'334, {63, 1, 4}}, {{18}, {42}, {7}, 33'333, {63, 2, 4}}};
    EXPECT_EQ(encode(share), "17.42.7.33334.63.1.4;18...33333..2.");
    EXPECT_EQ(decode_lines(encode(share)), share);
}

TEST(Lines, lines_that_leave_nothing_out_are_read_as_well) {
    EXPECT_EQ(decode_lines("17.42.7.33334;17.43.7.33334"), decode_lines("17.42.7.33334;.43.."));
}

TEST(Lines, decode_refuses_what_encode_never_writes) {
    for (const char* text : {"1", "1.2", "1.2.3", "1.2.3.4.5", "1.2.3.4.5.6", "1.2.3.4.5.6.7.8", "1.2.3.-4", "1.2.3.x",
                             "1.2.3.4;", ";1.2.3.4", "1.2.3.99999999999999999999", "1.2.3.4 ", "1..3.4", "1.2.3.4;..",
                             "1.2.3.4;....5", "1.2.3.4.5.6.4294967296"})
        EXPECT_FALSE(decode_lines(text)) << text;
}

TEST(Lines, sum_refuses_to_overflow) {
    EXPECT_EQ(sum({{{1}, {1}, {1}, 40, {}}, {{1}, {1}, {1}, 2, {}}}), 42);
    EXPECT_FALSE(sum({{{1}, {1}, {1}, INT64_MAX, {}}, {{1}, {1}, {1}, 1, {}}}));
}

}  // namespace
}  // namespace obolus::ledger
