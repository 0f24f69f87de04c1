#include "ledger/open_lines.hpp"

#include <gtest/gtest.h>

namespace obolus::ledger {
namespace {

constexpr std::int64_t closing = 5;

Line line(std::int64_t giver, std::int64_t amount, LineAddress origin = {}) {
    return {{giver}, {7}, {8}, amount, origin};
}

/// Transfer 3.2 has brought three lines to closing; the second is of no amount.
OpenLines three() {
    OpenLines lines({11, 12});
    lines.arrive(3, 2, closing, {line(1, 40), line(1, 0), line(2, 60)});
    return lines;
}

TEST(OpenLines, a_line_leaves_as_what_it_came_as) {
    OpenLines lines = three();
    EXPECT_EQ(lines.leave(closing, line(1, 40, {3, 2, 0})), "");
    EXPECT_EQ(lines.leave(closing, line(2, 60, {3, 2, 2})), "");
    EXPECT_EQ(lines.size(), 0U);
}

TEST(OpenLines, a_line_leaves_once) {
    OpenLines lines = three();
    EXPECT_EQ(lines.leave(closing, line(1, 40, {3, 2, 0})), "");
    EXPECT_NE(lines.leave(closing, line(1, 40, {3, 2, 0})), "");
    EXPECT_EQ(lines.leave(closing, line(2, 60, {3, 2, 2})), "");
    EXPECT_NE(lines.leave(closing, line(2, 60, {3, 2, 2})), "");
}

TEST(OpenLines, a_line_that_was_changed_does_not_leave) {
    OpenLines lines = three();
    EXPECT_NE(lines.leave(closing, line(1, 41, {3, 2, 0})), "");
    EXPECT_NE(lines.leave(closing, line(2, 40, {3, 2, 0})), "");
    Line other_thing = line(1, 40, {3, 2, 0});
    other_thing.thing = {9};
    EXPECT_NE(lines.leave(closing, other_thing), "");
    Line other_identity = line(1, 40, {3, 2, 0});
    other_identity.identity = {9};
    EXPECT_NE(lines.leave(closing, other_identity), "");
}

TEST(OpenLines, a_line_leaves_the_account_that_it_was_brought_to) {
    OpenLines lines = three();
    EXPECT_NE(lines.leave(closing + 1, line(1, 40, {3, 2, 0})), "");
    EXPECT_EQ(lines.leave_all(closing + 1, 3, 2), std::nullopt);
}

TEST(OpenLines, no_line_leaves_that_was_never_brought) {
    OpenLines lines = three();
    EXPECT_NE(lines.leave(closing, line(1, 40)), "");
    EXPECT_NE(lines.leave(closing, line(1, 40, {3, 1, 0})), "");
    EXPECT_NE(lines.leave(closing, line(1, 40, {3, 2, 3})), "");
    EXPECT_NE(lines.leave(closing, line(1, 0, {3, 2, 1})), "");
    EXPECT_EQ(lines.leave_all(closing, 4, 1), std::nullopt);
}

TEST(OpenLines, what_is_left_of_a_transfer_leaves_together) {
    OpenLines lines = three();
    EXPECT_EQ(lines.leave(closing, line(1, 40, {3, 2, 0})), "");
    EXPECT_EQ(lines.leave_all(closing, 3, 2), 60);
    EXPECT_EQ(lines.leave_all(closing, 3, 2), std::nullopt);
    EXPECT_EQ(lines.size(), 0U);
}

}  // namespace
}  // namespace obolus::ledger
