#include "app/private_file.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace obolus::app {
namespace {

namespace fs = std::filesystem;
using fs::perms;

class PrivateFile : public testing::Test {
   protected:
    PrivateFile() { std::ofstream(file_) << "money"; }
    ~PrivateFile() override { fs::remove(file_); }
    bool is_private_with(perms mode) {
        fs::permissions(file_, mode);
        return is_private(file_, problem_);
    }
    const std::string file_ = testing::TempDir() + "/obolus_private_" + std::to_string(::getpid());
    const perms mine_ = perms::owner_read | perms::owner_write;
    std::string problem_;
};

TEST_F(PrivateFile, the_owner_may_write_and_the_group_may_read) {
    EXPECT_TRUE(is_private_with(mine_));
    EXPECT_TRUE(is_private_with(mine_ | perms::group_read));
    EXPECT_FALSE(is_private_with(mine_ | perms::group_write));
    EXPECT_THAT(problem_, testing::AllOf(testing::HasSubstr("change"), testing::HasSubstr("chmod 600 " + file_)));
    EXPECT_FALSE(is_private_with(mine_ | perms::others_read));
    EXPECT_THAT(problem_, testing::HasSubstr("read"));
}

TEST_F(PrivateFile, a_file_that_is_not_there_is_private) { EXPECT_TRUE(is_private(file_ + ".none", problem_)); }

TEST_F(PrivateFile, what_is_too_much_can_be_taken_away) {
    fs::permissions(file_, mine_ | perms::group_read | perms::group_write | perms::others_read);
    make_private(file_);
    EXPECT_EQ(fs::status(file_).permissions(), mine_ | perms::group_read);
}

TEST_F(PrivateFile, new_files_are_private_once_that_is_asked_for) {
    const mode_t before = ::umask(0);
    keep_new_files_private();
    const std::string fresh = file_ + ".new";
    std::ofstream(fresh) << "money";
    ::umask(before);
    EXPECT_EQ(fs::status(fresh).permissions(), mine_);
    fs::remove(fresh);
}

}  // namespace
}  // namespace obolus::app
