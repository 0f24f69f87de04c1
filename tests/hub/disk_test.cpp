// case C: every system call of SQLite's writing path fails, once or for good. Nothing is acknowledged that isn't
// durable, nothing is there that was refused, and after a failed sync nothing is written any more.
//
// OBOLUS_DISK_FAULTS says how many failures are tried, OBOLUS_SEED repeats a run's choices.
#include <fstream>
#include <iostream>
#include <map>
#include <random>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "hub/audit.hpp"
#include "hub/flaky_disk.hpp"
#include "hub/gift.hpp"
#include "hub/ready.hpp"
#include "support/setting.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

namespace fs = std::filesystem;
using support::TestHub;

/// Books in which somebody has money, as the files of a hub that was killed: with a write-ahead log that is about to be
/// checkpointed.
struct Template {
    Template() {
        TestHub test;
        giver = test.join("1", 50, 1);
        at = test.now();
        const fs::path database = test.database().substr(std::string("sqlite:").size());
        constexpr std::uintmax_t nearly_a_thousand_pages = 970 * 4'120;
        for (int post = 0; fs::file_size(database.string() + "-wal") < nearly_a_thousand_pages && post < 1'000; ++post)
            EXPECT_TRUE(test.flattr_post(giver, "100", std::to_string(post)));
        for (const char* const suffix : {"", "-wal"})
            fs::copy_file(database.string() + suffix, folder.path() / ("obolus.db" + std::string(suffix)));
    }
    support::TemporaryFolder folder;
    base::MemberId giver;
    base::Time at;
};

/// Another process's view of the books, which keeps the write-ahead log where it is when a hub ends.
class Onlooker {
   public:
    explicit Onlooker(const fs::path& database) {
        EXPECT_EQ(sqlite3_open(database.c_str(), &database_), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(database_, "SELECT seq FROM log_head", nullptr, nullptr, nullptr), SQLITE_OK);
    }
    ~Onlooker() { sqlite3_close(database_); }
    Onlooker(const Onlooker&) = delete;
    Onlooker& operator=(const Onlooker&) = delete;

   private:
    sqlite3* database_ = nullptr;
};

/// What a command was answered.
enum class Answer { acknowledged, refused, unknown };

/// A hub on files that may fail; opened by hand, since that may fail as well.
class Books {
   public:
    Books(const Template& begin, fs::path folder) : begin_(begin), folder_(std::move(folder)) {}

    bool open() {
        std::string problem;
        auto opened = hub::Hub::open(
            {database()}, TestHub::default_rules(), [this] { return begin_.at; }, {}, problem);
        if (opened)
            hub_ = std::move(opened).value();
        else
            EXPECT_NE(problem, "");
        return hub_ != nullptr;
    }
    void close() { hub_.reset(); }
    std::string database() const { return "sqlite:" + (folder_ / "obolus.db").string(); }

    static constexpr int commands = 12;
    /// The same number is the same command: asked again, it is told by `repeated` whether it had been done.
    Answer ask(int number, bool* repeated = nullptr) {
        const std::string key = "key-" + std::to_string(number);
        const auto amount = money::Amount::from_micro(10'000 * (number % commands + 1), money::euro()).value();
        const identity::ExternalIdentity owner = TestHub::person("100");
        const giving::Thing thing{"demo:post:x" + std::to_string(number), "https://demo.example/x", "X"};
        if (number % 3 == 0)
            return heard(hub_->run_now(hub::top_up, hub::TopUp{begin_.giver, amount, "test", key}), repeated);
        if (number % 3 == 1)
            return heard(hub_->run_now(hub::gift, hub::Gift{begin_.giver, owner, thing, amount, false, key}), repeated);
        return heard(hub_->run_now(hub::flattr, hub::Flattr{begin_.giver, owner, thing}), repeated);
    }
    bool takes_commands() { return hub_->run_now(hub::check_writing, hub::CheckWriting{}).has_value(); }
    std::error_code last_fault() const { return fault_; }

    std::string audit() {
        std::string problem;
        const auto report = hub::audit(database(), {}, problem);
        if (!report) return problem;
        std::string text;
        for (const hub::AuditFinding& finding : report.value().findings)
            text += finding.check + ": " + finding.problem + "\n";
        return text;
    }

   private:
    template <class Receipt>
    Answer heard(const base::Result<Receipt>& answer, bool* repeated) {
        fault_ = answer ? std::error_code() : answer.error();
        if (answer && repeated != nullptr) *repeated = answer.value().repeated;
        if (answer) return Answer::acknowledged;
        EXPECT_EQ(fault_.category(), base::fault_category()) << fault_.message();
        return fault_ == base::Fault::outcome_unknown ? Answer::unknown : Answer::refused;
    }

    const Template& begin_;
    fs::path folder_;
    std::unique_ptr<hub::Hub> hub_;
    std::error_code fault_;
};

using Journal = std::vector<Answer>;

/// All commands, one after the other, on a hub that is opened for them; none is asked when it doesn't open.
Journal work(Books& books) {
    Journal journal(Books::commands, Answer::refused);
    if (!books.open()) return journal;
    for (int number = 0; number < Books::commands; ++number)
        journal[static_cast<std::size_t>(number)] = books.ask(number);
    return journal;
}

/// Every command is asked again: what was acknowledged had been done, what was refused had not; and the books are
/// right.
void expect_kept(Books& books, const Journal& journal) {
    ASSERT_TRUE(books.open());
    for (int number = 0; number < Books::commands; ++number) {
        bool repeated = false;
        const Answer before = journal[static_cast<std::size_t>(number)];
        ASSERT_EQ(books.ask(number, &repeated), Answer::acknowledged) << number << ": " << books.last_fault().message();
        EXPECT_FALSE(before == Answer::acknowledged && !repeated) << "lost: command " << number;
        EXPECT_FALSE(before == Answer::refused && repeated) << "refused, but done: command " << number;
    }
    books.close();
    EXPECT_EQ(books.audit(), "");
}

class Disk : public testing::Test {
   protected:
    Disk() { std::cout << "seed " << seed_ << std::endl; }

    void copy_template(const fs::path& folder) const {
        fs::create_directories(folder);
        for (const char* const name : {"obolus.db", "obolus.db-wal"})
            fs::copy_file(begin_.folder.path() / name, folder / name);
    }
    /// How many calls of the whole work can fail so.
    std::int64_t calls(Failure failure) const {
        const support::TemporaryFolder place;
        copy_template(place.path() / "live");
        FlakyDisk disk(place.path() / "live");
        const Onlooker onlooker(place.path() / "live" / "obolus.db");
        disk.fail(0, failure, false);
        Books books(begin_, place.path() / "live");
        EXPECT_EQ(work(books), Journal(Books::commands, Answer::acknowledged));
        books.close();
        return disk.calls();
    }
    /// The work on a disk that fails so; then the books as the machine goes on with them, and as they are after a power
    /// cut.
    void try_failure(std::int64_t nth, Failure failure, bool for_good) {
        const support::TemporaryFolder place;
        copy_template(place.path() / "live");
        fs::create_directories(place.path() / "cut");
        fs::create_directories(place.path() / "cut later");
        Journal journal;
        {
            FlakyDisk disk(place.path() / "live");
            const Onlooker onlooker(place.path() / "live" / "obolus.db");
            disk.fail(nth, failure, for_good);
            Books live(begin_, place.path() / "live");
            journal = work(live);
            disk.cut_power(place.path() / "cut", random_);
            live.close();
            disk.mend();
            // The same machine, whose memory holds what its disk has lost.
            ASSERT_NO_FATAL_FAILURE(expect_kept(live, journal));
            disk.cut_power(place.path() / "cut later", random_);
        }
        Books cut(begin_, place.path() / "cut");
        ASSERT_NO_FATAL_FAILURE(expect_kept(cut, journal));
        Books later(begin_, place.path() / "cut later");
        ASSERT_NO_FATAL_FAILURE(expect_kept(later, Journal(Books::commands, Answer::acknowledged)));
    }

    static void expect_stopped(Books& books) {
        EXPECT_FALSE(books.takes_commands());
        EXPECT_EQ(books.ask(0), Answer::refused);
        EXPECT_EQ(books.last_fault(), base::Fault::storage_stopped);
    }

    const std::uint64_t seed_ = support::setting("OBOLUS_SEED", std::random_device{}());
    std::mt19937_64 random_{seed_};
    const Template begin_;
};

TEST_F(Disk, nothing_is_acknowledged_that_a_failing_disk_does_not_keep) {
    const std::uint64_t count = support::setting("OBOLUS_DISK_FAULTS", 48);
    std::map<Failure, std::int64_t> last;
    for (const Failure failure : {Failure::io_error, Failure::disk_full, Failure::short_write, Failure::sync_error})
        last[failure] = calls(failure);
    for (std::uint64_t tried = 0; tried < count && !HasFailure(); ++tried) {
        const auto failure = static_cast<Failure>(tried % 4);
        const bool for_good = tried / 4 % 2 == 1;
        const auto nth = std::uniform_int_distribution<std::int64_t>(1, last.at(failure))(random_);
        SCOPED_TRACE("call " + std::to_string(nth) + " of " + std::to_string(last.at(failure)) + ": " +
                     to_string(failure) + (for_good ? ", for good" : ", once"));
        ASSERT_NO_FATAL_FAILURE(try_failure(nth, failure, for_good));
    }
}

TEST_F(Disk, after_a_failed_sync_no_command_is_taken) {
    const support::TemporaryFolder place;
    copy_template(place.path());
    FlakyDisk disk(place.path());
    Books books(begin_, place.path());
    ASSERT_TRUE(books.open());
    EXPECT_EQ(books.ask(0), Answer::acknowledged);
    disk.fail(1, Failure::sync_error, false);
    EXPECT_EQ(books.ask(1), Answer::unknown);
    expect_stopped(books);
}

TEST_F(Disk, a_checkpoint_that_fails_to_sync_stops_the_hub_as_well) {
    const support::TemporaryFolder place;
    copy_template(place.path());
    FlakyDisk disk(place.path());
    Books books(begin_, place.path());
    ASSERT_TRUE(books.open());
    disk.fail(1, Failure::checkpoint_error, false);
    int number = 0;
    for (; number < 1'000 && !disk.has_failed(); ++number)
        if (books.ask(number) != Answer::acknowledged) break;
    ASSERT_TRUE(disk.has_failed_to_sync());
    EXPECT_GT(number, Books::commands);
    expect_stopped(books);
}

}  // namespace
}  // namespace obolus
