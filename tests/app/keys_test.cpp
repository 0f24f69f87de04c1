#include "app/keys.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace obolus::app {
namespace {

namespace fs = std::filesystem;

class KeysTest : public testing::Test {
   protected:
    KeysTest() { fs::remove_all(folder_); }
    ~KeysTest() override { fs::remove_all(folder_); }
    const fs::path folder_ = fs::path(testing::TempDir()) / ("obolus_keys_" + std::to_string(::getpid()));
    const std::string file_ = (folder_ / "deep" / "hub.key").string();
    std::string problem_;
};

TEST_F(KeysTest, the_first_start_makes_the_file_for_its_owner_alone) {
    const auto keys = load_keys(file_, problem_);
    ASSERT_TRUE(keys) << problem_;
    EXPECT_EQ(keys->seal.size(), 32U);
    EXPECT_NE(keys->seal, keys->csrf);
    EXPECT_EQ(fs::file_size(file_), 32U);
    EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(std::distance(fs::directory_iterator(fs::path(file_).parent_path()), fs::directory_iterator()), 1);
}

TEST_F(KeysTest, later_starts_derive_the_same_keys) {
    const auto first = load_keys(file_, problem_);
    const auto second = load_keys(file_, problem_);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->seal, second->seal);
    EXPECT_EQ(first->csrf, second->csrf);
}

TEST_F(KeysTest, a_file_that_others_may_read_is_refused) {
    ASSERT_TRUE(load_keys(file_, problem_));
    fs::permissions(file_, fs::perms::group_read, fs::perm_options::add);
    EXPECT_FALSE(load_keys(file_, problem_));
    EXPECT_THAT(problem_, testing::HasSubstr("chmod 600"));
}

TEST_F(KeysTest, a_file_of_another_size_is_refused_and_kept) {
    ASSERT_TRUE(load_keys(file_, problem_));
    for (const std::size_t size : {0U, 31U, 33U}) {
        fs::resize_file(file_, size);
        EXPECT_FALSE(load_keys(file_, problem_)) << size;
        EXPECT_THAT(problem_, testing::HasSubstr("exactly 32 bytes"));
        EXPECT_EQ(fs::file_size(file_), size);
    }
}

TEST_F(KeysTest, a_place_that_can_not_hold_a_file_is_refused) {
    fs::create_directories(folder_);
    std::ofstream(folder_ / "deep") << "a file";
    EXPECT_FALSE(load_keys(file_, problem_));
    EXPECT_THAT(problem_, testing::HasSubstr("can't be created"));
}

}  // namespace
}  // namespace obolus::app
