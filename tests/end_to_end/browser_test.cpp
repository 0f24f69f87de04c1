// The five minutes of the README, and what members do beyond them, in a real Chromium.
#include <gtest/gtest.h>

#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

/// Plays a story of this folder against a hub and the demo platform; afterwards the books are right.
void play(const std::string& story, const std::string& picture) {
    RunningHub hub;
    const std::string script = OBOLUS_SOURCE_DIR "/tests/end_to_end/" + story;
    app::Child node(OBOLUS_NODE, {script, hub.places().hub, hub.places().platform, picture});
    const std::string said = node.read_all();
    EXPECT_EQ(node.wait(), 0) << said;
    hub.expect_clean_books();
}

TEST(Chromium, plays_the_five_minutes_without_a_complaint) { play("five_minutes.mjs", OBOLUS_BINARY_DIR "/claim.png"); }

TEST(Chromium, plays_what_members_do_without_a_complaint) {
    const std::filesystem::path pictures = OBOLUS_BINARY_DIR "/pages";
    std::filesystem::create_directories(pictures);
    play("members.mjs", pictures.string());
}

}  // namespace
}  // namespace obolus::end_to_end
