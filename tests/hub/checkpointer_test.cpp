// SQLite's log, copied into its file beside the writer's commits (docs/decisions/0024).
#include "store/checkpointer.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <string>

#include <gtest/gtest.h>

#include "flaky_disk.hpp"
#include "store/connection.hpp"
#include "store/copier_lock.hpp"
#include "store/transaction.hpp"
#include "support/test_database.hpp"

namespace obolus {
namespace {

constexpr int rows = 200;

/// Books whose every commit changes some two hundred pages.
class Busy {
   public:
    explicit Busy(const std::string& database) : connection_(database, store::Access::read_write) {
        connection_.execute("CREATE TABLE busy (id INTEGER PRIMARY KEY, value TEXT)");
        for (int row = 0; row < rows; ++row)
            connection_.execute("INSERT INTO busy VALUES (" + std::to_string(row) + ", '" + std::string(3'000, 'x') +
                                "')");
    }
    store::Connection& connection() { return connection_; }
    void commit(int number) {
        connection_.execute("BEGIN IMMEDIATE");
        connection_.execute("UPDATE busy SET value = substr(value, 1, 3000) || '" + std::to_string(number) + "'");
        connection_.execute("COMMIT");
    }

   private:
    store::Connection connection_;
};

TEST(Checkpointer, a_log_that_grows_under_load_begins_anew_and_nothing_is_lost) {
    const support::TestDatabase place;
    Busy busy(place.address());
    store::Checkpointer checkpointer(place.address(), [](const std::string& why) { FAIL() << why; });
    int most = 0;
    int last = 0;
    bool begun_anew = false;
    constexpr int commits_max = 2'000;
    for (; last < commits_max && !begun_anew; ++last) {
        busy.commit(last);
        begun_anew = busy.connection().pages_of_log() < most;
        most = std::max(most, busy.connection().pages_of_log());
        checkpointer.committed(busy.connection(), true);
    }
    EXPECT_TRUE(begun_anew);
    EXPECT_GE(most, 16'384);

    const std::string newest = "SELECT COUNT(*) FROM busy WHERE value LIKE '%" + std::to_string(last - 1) + "'";
    EXPECT_EQ(place.number(newest), rows);
    EXPECT_EQ(place.number("SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

/// A command beside a running hub: two that copy at once can lose pages (docs/decisions/0024).
TEST(Checkpointer, copies_nothing_while_another_process_does) {
    const support::TestDatabase place;
    Busy busy(place.address());
    store::Checkpointer checkpointer(place.address(), [](const std::string& why) { FAIL() << why; });
    int number = 0;
    const auto fill = [&] {
        while (busy.connection().pages_of_log() < 1'000)
            busy.commit(++number);
    };
    {
        store::CopierLock others(place.address());
        ASSERT_TRUE(others.take());
        fill();
        checkpointer.committed(busy.connection(), false);
        EXPECT_GE(busy.connection().pages_of_log(), 1'000);
    }
    busy.connection().copy_log();
    fill();
    checkpointer.committed(busy.connection(), false);
    EXPECT_LT(busy.connection().pages_of_log(), 1'000);
    EXPECT_FALSE(store::CopierLock(place.address()).take()) << "it copies now";
}

// case C: what fails beside the writer is told to it.
TEST(Checkpointer, a_sync_that_fails_is_told) {
    const support::TestDatabase place;
    const std::string file = place.address().substr(std::string("sqlite:").size());
    FlakyDisk disk(std::filesystem::path(file).parent_path());
    Busy busy(place.address());
    std::promise<std::string> told;
    store::Checkpointer checkpointer(place.address(), [&](const std::string& why) { told.set_value(why); });
    disk.fail(1, Failure::checkpoint_error, true);
    auto why_told = told.get_future();
    // A pass that finds the database busy copies nothing, and a later commit asks for another.
    constexpr int commits_max = 2'000;
    int number = 0;
    for (; number < commits_max && why_told.wait_for(std::chrono::seconds(0)) != std::future_status::ready; ++number) {
        busy.commit(number);
        checkpointer.committed(busy.connection(), true);
    }
    ASSERT_LT(number, commits_max);
    EXPECT_NE(why_told.get(), "");
}

}  // namespace
}  // namespace obolus
