// case M: the journal is changed, shortened, reordered or rolled back at random, behind the hub's back, and the audit
// or the published checkpoint finds every case.
//
// OBOLUS_TAMPERINGS says how many, OBOLUS_SEED repeats a run's choices.
#include <iostream>
#include <random>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "hub/checkpoint.hpp"
#include "support/setting.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

namespace fs = std::filesystem;
using support::TestHub;

/// A database file, without the hub between us and it.
class Raw {
   public:
    explicit Raw(const fs::path& file) {
        EXPECT_EQ(sqlite3_open(file.c_str(), &database_), SQLITE_OK);
        run("PRAGMA ignore_check_constraints = ON");
        run("PRAGMA synchronous = OFF");
    }
    ~Raw() { sqlite3_close(database_); }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;

    /// How many rows it changed; 0 when a unique key was in its way.
    int run(const std::string& sql) {
        const int before = sqlite3_total_changes(database_);
        const int result = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
        EXPECT_TRUE(result == SQLITE_OK || result == SQLITE_CONSTRAINT) << sql << ": " << sqlite3_errmsg(database_);
        return sqlite3_total_changes(database_) - before;
    }
    std::string text(const std::string& sql) {
        std::string found;
        sqlite3_exec(
            database_, sql.c_str(),
            [](void* to, int, char** values, char**) {
                *static_cast<std::string*>(to) = values[0] == nullptr ? "" : values[0];
                return 0;
            },
            &found, nullptr);
        return found;
    }

   private:
    sqlite3* database_ = nullptr;
};

class Tampering : public testing::Test {
   protected:
    /// Books with flattrs, gifts, a closed month, a claim and what was declined.
    Tampering() {
        std::cout << "seed " << seed_ << std::endl;
        TestHub test;
        const base::MemberId ada = test.join("1", 5, 1);
        const base::MemberId bob = test.join("2", 5, 2);
        for (const char* const subject : {"10", "11", "12"}) {
            EXPECT_TRUE(test.flattr(ada, subject));
            EXPECT_TRUE(test.flattr(bob, subject));
        }
        test.end_and_close_month();
        EXPECT_TRUE(test.hub().run_now(hub::accept_claim, hub::AcceptClaim{test.sign_in("10")}));
        EXPECT_TRUE(test.hub().run_now(hub::decline_claim, hub::DeclineClaim{test.sign_in("11")}));
        EXPECT_TRUE(test.flattr(bob, "10"));
        const auto head = test.hub().ask_now(hub::show_checkpoint, hub::ShowCheckpoint{}).value();
        published_ = {"test", head.seq, head.chain};
        test.stop();
        fs::copy_file(test.database().substr(std::string("sqlite:").size()), whole_);
    }
    std::int64_t up_to(std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(1, most)(random_); }
    std::string some(const std::string& table) {
        Raw raw(whole_);
        return raw.text("SELECT seq FROM " + table + " ORDER BY seq LIMIT 1 OFFSET " +
                        std::to_string(up_to(std::stoll(raw.text("SELECT COUNT(*) FROM " + table))) - 1));
    }

    std::string change() {
        const char* const columns[] = {"kind",    "phase",   "debit_account", "credit_account", "amount_micro",
                                       "dr_from", "cr_from", "pending_seq",   "pending_n"};
        const std::string column = columns[up_to(std::size(columns)) - 1];
        return "UPDATE transfers SET " + column + " = " + column + (up_to(2) == 1 ? " + " : " - ") +
               std::to_string(up_to(3)) + " WHERE seq = " + some("transfers");
    }
    std::string change_text() {
        const char* const places[][2] = {{"txns", "leaf"}, {"txns", "chain"}, {"transfers", "lines"}};
        const auto& [table, column] = places[up_to(std::size(places)) - 1];
        return std::string("UPDATE ") + table + " SET " + column + " = replace(" + column + ", '" +
               "0123456789abcdef"[up_to(16) - 1] + "', 'g') WHERE seq = " + some(table);
    }
    std::string change_time() {
        return "UPDATE txns SET at = at + " + std::to_string(up_to(1'000)) + " WHERE seq = " + some("txns");
    }
    std::string remove() {
        const char* const table = up_to(2) == 1 ? "txns" : "transfers";
        return std::string("DELETE FROM ") + table + " WHERE seq = " + some(table);
    }
    std::string reorder() {
        const std::string one = some("txns");
        const std::string other = some("txns");
        return "UPDATE transfers SET seq = -" + one + " WHERE seq = " + one + "; UPDATE transfers SET seq = " + one +
               " WHERE seq = " + other + "; UPDATE transfers SET seq = " + other + " WHERE seq = -" + one;
    }
    std::string cut_off() {
        const std::string seq = some("txns");
        return "DELETE FROM transfers WHERE seq >= " + seq + "; DELETE FROM txns WHERE seq >= " + seq +
               "; UPDATE log_head SET seq = " + seq +
               " - 1, chain = COALESCE((SELECT chain FROM txns WHERE seq = " + seq + " - 1), '" + std::string(64, '0') +
               "')";
    }
    std::string some_tampering() {
        switch (up_to(6)) {
            case 1:
                return change();
            case 2:
                return change_text();
            case 3:
                return change_time();
            case 4:
                return remove();
            case 5:
                return reorder();
            default:
                return cut_off();
        }
    }
    static std::vector<std::string> rows(const fs::path& file) {
        Raw raw(file);
        std::vector<std::string> all;
        for (const char* const sql :
             {"SELECT group_concat(seq || ' ' || at || leaf || chain) FROM txns",
              "SELECT group_concat(seq || ' ' || n || ' ' || kind || ' ' || phase || ' ' || debit_account || ' ' || "
              "credit_account || ' ' || amount_micro || ' ' || dr_from || ' ' || cr_from || ' ' || pending_seq || ' ' "
              "|| pending_n || ' ' || lines) FROM transfers"})
            all.push_back(raw.text(sql));
        return all;
    }
    /// Whether the audit complains, or the hub that has published its checkpoint refuses to start.
    bool is_found(const fs::path& file) {
        const std::string database = "sqlite:" + file.string();
        std::string problem;
        const auto report = hub::audit(database, {}, problem);
        if (!report || !report.value().clean()) return true;
        const fs::path checkpoint = folder_.path() / "checkpoint";
        EXPECT_TRUE(store::write_checkpoint(checkpoint, published_, problem)) << problem;
        hub::HubOptions options;
        options.database = database;
        options.checkpoint_file = checkpoint;
        return !hub::Hub::open(
            options, TestHub::default_rules(), [] { return base::Time{}; }, {}, problem);
    }

    const std::uint64_t seed_ = support::setting("OBOLUS_SEED", std::random_device{}());
    std::mt19937_64 random_{seed_};
    support::TemporaryFolder folder_;
    const fs::path whole_ = folder_.path() / "whole.db";
    store::Checkpoint published_;
};

TEST_F(Tampering, with_the_journal_at_random_is_always_found) {
    const std::uint64_t count = support::setting("OBOLUS_TAMPERINGS", 150);
    const std::vector<std::string> before = rows(whole_);
    ASSERT_FALSE(is_found(whole_));
    std::uint64_t tampered = 0;
    for (std::uint64_t number = 0; tampered < count && number < 10 * count; ++number) {
        const fs::path file = folder_.path() / "tampered.db";
        fs::copy_file(whole_, file, fs::copy_options::overwrite_existing);
        const std::string sql = some_tampering();
        Raw(file).run(sql);
        if (rows(file) == before) continue;  // the choice changed nothing
        ++tampered;
        ASSERT_TRUE(is_found(file)) << sql;
        for (const char* const suffix : {"-wal", "-shm"})
            fs::remove(file.string() + suffix);
    }
    EXPECT_EQ(tampered, count);
}

}  // namespace
}  // namespace obolus
