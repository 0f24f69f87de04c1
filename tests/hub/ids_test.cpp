// Ids that leave the hub: what is written is read, and nothing else is.
#include "hub/ids.hpp"

#include <gtest/gtest.h>

namespace obolus::hub {
namespace {

Rules rules() {
    Rules of_demo;
    of_demo.hub_id = "demo";
    return of_demo;
}

TEST(Ids, what_is_written_is_read) {
    const std::string flattr = flattr_id(rules(), {*base::parse_month("2026-11"), {17}, {42}});
    EXPECT_EQ(flattr, "demo/f/2026-11.17.42");
    EXPECT_EQ(parse_flattr_id(rules(), flattr)->thing, base::ThingId{42});
    const std::string line = line_id(rules(), {63, 1, 4});
    EXPECT_EQ(line, "demo/t/63.1.4");
    EXPECT_EQ(parse_line_id(rules(), line), (ledger::LineAddress{63, 1, 4}));
}

TEST(Ids, nothing_else_is_read) {
    for (const char* text :
         {"", "demo/f/", "demo/f/2026-11", "demo/f/2026-11.17", "demo/f/2026-11.17.", "demo/f/2026-11.17.42.1",
          "demo/f/2026-11.017.42", "demo/f/2026-11.+17.42", "demo/f/2026-13.17.42", "other/f/2026-11.17.42",
          "demo/f/2026-11.17.99999999999999999999", "demo/f/2026-11.17.42 ", "Demo/f/2026-11.17.42"})
        EXPECT_FALSE(parse_flattr_id(rules(), text)) << text;
    for (const char* text : {"", "demo/t/63.1", "demo/t/63.1.4.1", "demo/t/063.1.4", "demo/t/63.1.-0", "demo/t/63..4",
                             "demo/t/63.4294967297.4", "other/t/63.1.4", "demo/f/63.1.4"})
        EXPECT_FALSE(parse_line_id(rules(), text)) << text;
}

}  // namespace
}  // namespace obolus::hub
