// The five minutes of the README in a real Chromium.
#include <gtest/gtest.h>

#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

TEST(Chromium, plays_the_five_minutes_without_a_complaint) {
    RunningHub hub;
    const std::string script = OBOLUS_SOURCE_DIR "/tests/end_to_end/five_minutes.mjs";
    const std::string picture = OBOLUS_BINARY_DIR "/claim.png";
    app::Child node(OBOLUS_NODE, {script, hub.places().hub, hub.places().platform, picture});
    const std::string said = node.read_all();
    EXPECT_EQ(node.wait(), 0) << said;
    hub.expect_clean_books();
}

}  // namespace
}  // namespace obolus::end_to_end
