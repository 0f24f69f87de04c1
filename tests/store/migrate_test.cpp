// A database that can't be used gives a sentence that says what to do, and is left as it is.
#include "store/migrate.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/connection.hpp"
#include "support/test_hub.hpp"

namespace obolus::store {
namespace {

using support::TemporaryFolder;
using testing::HasSubstr;

std::string problem_of(const std::string& database) {
    std::string problem;
    const auto migrated = migrate(database, problem);
    return migrated ? "" : problem;
}

TEST(Migrate, makes_an_empty_database_and_is_a_no_op_afterwards) {
    const TemporaryFolder folder;
    const std::string database = "sqlite:" + (folder.path() / "a file with blanks.db").string();
    std::string problem;
    const auto first = migrate(database, problem);
    ASSERT_TRUE(first) << problem;
    EXPECT_EQ(first.value().from, 0);
    EXPECT_EQ(first.value().to, static_cast<int>(migrations().size()));
    EXPECT_EQ(migrate(database, problem).value().from, first.value().to);
    EXPECT_TRUE(check_schema(database, problem)) << problem;
}

TEST(Migrate, refuses_a_newer_schema_and_says_what_to_do) {
    const TemporaryFolder folder;
    const std::string database = "sqlite:" + (folder.path() / "obolus.db").string();
    ASSERT_EQ(problem_of(database), "");
    Connection(database, Access::read_write)
        .execute("INSERT INTO schema_migrations (number, name) VALUES (99, 'future')");
    EXPECT_THAT(problem_of(database), HasSubstr("start the newer obolus"));
    std::string problem;
    EXPECT_FALSE(check_schema(database, problem));
    EXPECT_THAT(problem, HasSubstr("schema 99"));
}

TEST(Migrate, an_older_schema_is_named_with_the_command_that_helps) {
    const TemporaryFolder folder;
    const std::string database = "sqlite:" + (folder.path() / "obolus.db").string();
    ASSERT_EQ(problem_of(database), "");
    Connection(database, Access::read_write).execute("DELETE FROM schema_migrations");
    std::string problem;
    EXPECT_FALSE(check_schema(database, problem));
    EXPECT_THAT(problem, HasSubstr("obolus migrate"));
}

TEST(Migrate, refuses_a_file_that_is_no_database) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "text.db";
    std::ofstream(path) << std::string(5'000, 'x');
    EXPECT_THAT(problem_of("sqlite:" + path.string()), HasSubstr("SQLite database"));
    EXPECT_EQ(std::filesystem::file_size(path), 5'000U);
}

TEST(Migrate, refuses_a_folder_that_does_not_exist) {
    EXPECT_THAT(problem_of("sqlite:/nonexistent-obolus/obolus.db"), HasSubstr("check that the folder exists"));
    EXPECT_THAT(problem_of("mysql:whatever"), HasSubstr("sqlite:PATH"));
}

TEST(Migrate, a_locked_database_is_named_as_locked) {
    const TemporaryFolder folder;
    const std::string database = "sqlite:" + (folder.path() / "obolus.db").string();
    ASSERT_EQ(problem_of(database), "");
    Connection holder(database, Access::read_write);
    holder.execute("BEGIN EXCLUSIVE");
    std::string problem;
    const auto opened = hub::Hub::open(
        {database}, support::TestHub::default_rules(), [] { return base::from_micros(1); }, {}, problem);
    EXPECT_FALSE(opened);
    EXPECT_THAT(problem, HasSubstr("locked"));
}

/// Root may write to read-only files, so the attempt is made by another user, in a child process. Exit code 7: refused
/// as it should be.
TEST(Migrate, a_read_only_database_is_named_as_read_only) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "obolus.db";
    const std::string database = "sqlite:" + path.string();
    ASSERT_EQ(problem_of(database), "");
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::others_read);
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    const pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && setuid(65534) != 0) _exit(1);
        const std::string problem = problem_of(database);
        _exit(problem.find("read-only") != std::string::npos || problem.find("writable") != std::string::npos ? 7 : 2);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 7);
}

}  // namespace
}  // namespace obolus::store
