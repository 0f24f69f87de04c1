// SQLite's own troubles: a file that another process holds, a disk that is full.
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/connection.hpp"
#include "support/test_hub.hpp"

namespace obolus::store {
namespace {

using support::TemporaryFolder;

TEST(Sqlite, a_locked_database_answers_storage_locked_and_goes_on_when_it_is_free) {
    support::TestHub test;
    const base::MemberId ada = test.join("1");
    Connection other(test.database(), Access::read_write);
    other.execute("BEGIN IMMEDIATE");
    EXPECT_EQ(test.top_up(ada, test.euros(5)).error(), base::Fault::storage_locked);
    other.execute("ROLLBACK");
    EXPECT_TRUE(test.top_up(ada, test.euros(5)));
    EXPECT_EQ(test.dashboard(ada).wallet, test.euros(5));
}

/// In a child process with a file system of its own, of one mebibyte: the steps that went right, one bit each.
int steps_on_a_full_disk() {
    if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0) return 0;
    if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 0;
    const TemporaryFolder folder;
    if (mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1m") != 0) return 0;
    setenv("TMPDIR", folder.path().c_str(), 1);
    support::TestHub test;
    const base::MemberId ada = test.join("1", 5, 1);
    const auto filler = folder.path() / "filler";
    std::ofstream(filler) << std::string(2 << 20, 'x') << std::flush;
    std::error_code fault;
    for (int i = 0; i < 500 && !fault; ++i) {
        const auto receipt = test.top_up(ada, test.euros(1));
        if (!receipt) fault = receipt.error();
    }
    int steps = fault == base::Fault::storage_full ? 1 : 0;
    const money::Amount before = test.dashboard(ada).wallet;
    std::filesystem::remove(filler);
    if (test.top_up(ada, test.euros(1))) steps |= 2;
    if (test.dashboard(ada).wallet.micro() == before.micro() + 1'000'000) steps |= 4;
    if (test.audit().empty()) steps |= 8;
    return steps;
}

TEST(Sqlite, a_full_disk_answers_storage_full_and_goes_on_when_there_is_space) {
    const pid_t child = fork();
    if (child == 0) _exit(steps_on_a_full_disk());
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 15)
        << "bits: refused by name, went on, nothing lost, books right; 0: no file system of its own";
}

}  // namespace
}  // namespace obolus::store
