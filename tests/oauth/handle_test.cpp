#include "oauth/handle.hpp"

#include <gtest/gtest.h>

namespace obolus::oauth {
namespace {

TEST(handle, an_ordinary_handle_is_its_own_canonical_form) {
    for (const char* handle : {"ada", "Ada", "ada_l-1", "a.da", "user@host.example", "1001"})
        EXPECT_EQ(canonical_handle(handle), handle);
}

TEST(handle, case_41_compatibility_letters_become_the_ordinary_ones) {
    EXPECT_EQ(canonical_handle("\xEF\xBD\x81\xEF\xBD\x84\xEF\xBD\x81"), "ada") << "full width";
    EXPECT_EQ(canonical_handle("e\xCC\x81lodie"), "\xC3\xA9lodie") << "e and a combining accent";
    EXPECT_EQ(canonical_handle("\xC3\xA9lodie"), "\xC3\xA9lodie");
    EXPECT_EQ(canonical_handle("\xEF\xAC\x81n"), "fin") << "the ligature fi";
}

TEST(handle, case_41_handles_of_one_other_script_are_handles) {
    EXPECT_TRUE(canonical_handle("\xD0\xB8\xD0\xB2\xD0\xB0\xD0\xBD")) << "ivan, in Cyrillic";
    EXPECT_TRUE(canonical_handle("\xE5\xB1\xB1\xE7\x94\xB0")) << "Yamada, in kanji";
}

TEST(handle, case_41_what_looks_like_another_handle_is_refused) {
    EXPECT_FALSE(
        canonical_handle("\xD0\xB0"
                         "da"))
        << "a Cyrillic a among Latin letters";
    EXPECT_FALSE(canonical_handle("\xD1\x80\xD0\xB0\xD1\x83\xD1\x80\xD0\xB0")) << "all Cyrillic, and reads paypa";
    EXPECT_FALSE(canonical_handle("\xCE\xBF\xCE\xBF")) << "two Greek omicrons";
}

TEST(handle, case_41_dots_at_the_ends_blanks_and_what_cannot_be_seen_are_refused) {
    for (const char* handle : {"", "ada.", ".ada", ".", "a da", "a\tda", "ada\n", "a\x7f", "a\xC2\xA0z",
                               "a\xE2\x80\x8Bz", "a\xE2\x80\xAEz", "a\xC2\xADz", "a\xEF\xBB\xBFz", "\xff"})
        EXPECT_FALSE(canonical_handle(handle)) << handle;
    EXPECT_FALSE(canonical_handle("ada\xE2\x80\xA4")) << "ONE DOT LEADER becomes a dot at the end";
    EXPECT_FALSE(canonical_handle(std::string(256, 'a')));
}

}  // namespace
}  // namespace obolus::oauth
