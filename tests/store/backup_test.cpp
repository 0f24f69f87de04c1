// A backup is the books as they were at one moment, while the hub goes on; or it isn't there.
#include "store/backup.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/test_hub.hpp"

namespace obolus::store {
namespace {

using support::PostgresqlDatabase;
using support::TemporaryFolder;
using support::TestHub;
using testing::HasSubstr;

/// What `obolus audit` says of the books in a backup.
std::string audit_of(const std::string& database) {
    std::string problem;
    const auto report = hub::audit(database, {}, problem);
    if (!report) return problem;
    return report.value().clean() ? "" : report.value().findings.front().problem;
}

std::string audit_of_backup(const std::filesystem::path& file) {
    if (!support::tests_use_postgresql()) return audit_of("sqlite:" + file.string());
    const PostgresqlDatabase restored(PostgresqlDatabase::Content::nothing);
    const std::string command =
        "pg_restore --no-owner --dbname='" + restored.address().substr(11) + "' '" + file.string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return audit_of(restored.address());
}

std::vector<std::string> files_in(const TemporaryFolder& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        names.push_back(entry.path().filename().string());
    return names;
}

TEST(Backup, taken_while_the_hub_writes_it_holds_whole_books) {
    TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const TemporaryFolder folder;
    const auto file = folder.path() / "books";
    std::atomic<bool> over = false;
    std::atomic<int> written = 0;
    std::thread hub([&] {
        while (!over)
            if (test.flattr_post(ada, "10", std::to_string(written))) ++written;
    });
    while (written < 20)
        std::this_thread::yield();
    std::string problem;
    std::int64_t told = 0;
    const auto made = backup(
        test.database(), file, [&](std::int64_t done, std::int64_t) { told = done; }, problem);
    over = true;
    hub.join();
    ASSERT_TRUE(made) << problem;
    EXPECT_EQ(made.value().bytes, static_cast<std::int64_t>(std::filesystem::file_size(file)));
    EXPECT_GT(told, 0);
    EXPECT_EQ(audit_of_backup(file), "");
    struct stat status {};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST(Backup, never_overwrites_a_file) {
    TestHub test;
    const TemporaryFolder folder;
    const auto file = folder.path() / "precious";
    std::ofstream(file) << "something else";
    std::string problem;
    EXPECT_FALSE(backup(test.database(), file, {}, problem));
    EXPECT_THAT(problem, HasSubstr("exists already"));
    EXPECT_EQ(std::filesystem::file_size(file), 14U);
    EXPECT_THAT(files_in(folder), testing::ElementsAre("precious"));
}

TEST(Backup, that_fails_leaves_nothing_and_names_no_password) {
    const TemporaryFolder folder;
    const std::string database = support::tests_use_postgresql()
                                     ? "postgresql:host=/nonexistent-obolus dbname=x password=canary-1234"
                                     : "sqlite:" + (folder.path() / "no such file.db").string();
    std::string problem;
    EXPECT_FALSE(backup(database, folder.path() / "books", {}, problem));
    EXPECT_THAT(problem, HasSubstr("was not made"));
    EXPECT_THAT(problem, testing::Not(HasSubstr("canary")));
    EXPECT_TRUE(files_in(folder).empty());
    EXPECT_FALSE(backup(database, "/nonexistent-obolus/books", {}, problem));
    EXPECT_THAT(problem, HasSubstr("No such file"));
}

}  // namespace
}  // namespace obolus::store
