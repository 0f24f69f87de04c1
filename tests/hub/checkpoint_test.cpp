// Published checkpoints, and case N: a restored backup has the same chain head, is clean, and no hub starts on it that
// has published more.
//
// OBOLUS_RESTORES says how many backups are restored.
#include "hub/checkpoint.hpp"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/backup.hpp"
#include "support/setting.hpp"
#include "support/test_hub.hpp"

namespace obolus {
namespace {

namespace fs = std::filesystem;
using support::TestHub;
using testing::HasSubstr;

class Checkpoint : public testing::Test {
   protected:
    /// Books with some transactions, and what they would publish.
    store::Checkpoint fill() {
        const base::MemberId giver = test_.join("1", 5, 1);
        EXPECT_TRUE(test_.flattr(giver, "100"));
        return published();
    }
    store::Checkpoint published() {
        const auto head = test_.hub().ask_now(hub::show_checkpoint, hub::ShowCheckpoint{}).value();
        return {"test", head.seq, head.chain};
    }
    void write(const store::Checkpoint& checkpoint) {
        std::string problem;
        ASSERT_TRUE(store::write_checkpoint(file_, checkpoint, problem)) << problem;
    }
    /// What opening these books says; "" when they open.
    std::error_code open(const std::string& database, std::string& problem) {
        hub::HubOptions options;
        options.database = database;
        options.checkpoint_file = file_;
        const auto opened = hub::Hub::open(
            options, TestHub::default_rules(), [this] { return test_.now(); }, {}, problem);
        return opened ? std::error_code() : opened.error();
    }
    std::error_code open(const std::string& database) {
        std::string problem;
        return open(database, problem);
    }

    support::TemporaryFolder folder_;
    const fs::path file_ = folder_.path() / "checkpoint";
    TestHub test_;
};

TEST_F(Checkpoint, a_hub_opens_on_books_that_hold_what_it_has_published) {
    EXPECT_EQ(open(test_.database()), std::error_code()) << "nothing was published";
    const store::Checkpoint checkpoint = fill();
    write(checkpoint);
    EXPECT_EQ(open(test_.database()), std::error_code());
    ASSERT_TRUE(test_.top_up(test_.join("2"), test_.euros(1)));
    EXPECT_EQ(open(test_.database()), std::error_code()) << "they have gone on";
    EXPECT_GT(published().seq, checkpoint.seq);
}

TEST_F(Checkpoint, a_hub_refuses_books_that_end_before_what_it_has_published) {
    store::Checkpoint checkpoint = fill();
    ++checkpoint.seq;
    write(checkpoint);
    std::string problem;
    EXPECT_EQ(open(test_.database(), problem), hub::Refusal::books_behind_checkpoint);
    EXPECT_THAT(problem, HasSubstr("older than what people were told"));
    EXPECT_THAT(problem, HasSubstr("obolus accept-rollback --published " + std::to_string(checkpoint.seq)));
    EXPECT_THAT(problem, HasSubstr(file_.string()));
}

TEST_F(Checkpoint, a_hub_refuses_books_that_went_on_from_an_older_backup) {
    store::Checkpoint checkpoint = fill();
    checkpoint.chain = std::string(64, 'f');
    write(checkpoint);
    ASSERT_TRUE(test_.top_up(test_.join("2"), test_.euros(1)));
    std::string problem;
    EXPECT_EQ(open(test_.database(), problem), hub::Refusal::books_behind_checkpoint);
    EXPECT_THAT(problem, HasSubstr("isn't the one that was published"));
}

TEST_F(Checkpoint, another_hubs_file_is_refused_by_name) {
    write({"other", 1, std::string(64, 'f')});
    std::string problem;
    EXPECT_EQ(open(test_.database(), problem), hub::Refusal::hub_id_is_fixed);
    EXPECT_THAT(problem, HasSubstr("\"other\""));
    EXPECT_THAT(problem, HasSubstr("store.checkpoint_file"));
}

TEST_F(Checkpoint, a_file_that_says_nothing_understood_is_no_licence) {
    for (const std::string& text : {std::string(), std::string("obolus-checkpoint/2 test 1 ") + std::string(64, 'f'),
                                    std::string("obolus-checkpoint/1 test one ") + std::string(64, 'f'),
                                    std::string("obolus-checkpoint/1 test 1 abc")}) {
        std::ofstream(file_, std::ios::trunc) << text;
        std::string problem;
        EXPECT_EQ(open(test_.database(), problem), base::Fault::storage_unavailable) << text;
        EXPECT_THAT(problem, HasSubstr("bring the file back")) << text;
    }
}

TEST_F(Checkpoint, a_file_that_can_not_be_written_says_why_and_stays_as_it_was) {
    std::string problem;
    const store::Checkpoint checkpoint{"test", 1, std::string(64, 'f')};
    EXPECT_EQ(store::write_checkpoint(folder_.path() / "none" / "file", checkpoint, problem).error(),
              base::Fault::storage_unavailable);
    EXPECT_THAT(problem, HasSubstr("write permission"));
    write(checkpoint);
    EXPECT_EQ(store::read_checkpoint(file_, problem).value(), checkpoint);
    EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Checkpoint, a_rollback_is_accepted_when_there_is_one_and_stays_in_the_books) {
    const store::Checkpoint held = fill();
    const auto accept = [this](const store::Checkpoint& given_up) {
        return test_.hub().run_now(hub::accept_rollback, hub::AcceptRollback{given_up});
    };
    EXPECT_EQ(accept(held).error(), hub::Refusal::rollback_not_needed);
    const auto accepted = accept({"test", held.seq + 7, std::string(64, 'f')});
    ASSERT_TRUE(accepted) << accepted.error().message();
    EXPECT_EQ(accepted.value().seq, held.seq);
    EXPECT_EQ(accepted.value().chain, held.chain);
    EXPECT_EQ(
        test_.number("SELECT COUNT(*) FROM hub_facts WHERE name LIKE 'rollback accepted at %' AND value LIKE 'from " +
                     std::to_string(held.seq + 7) + " %'"),
        1);
    EXPECT_EQ(test_.audit(), "");
}

/// The backup, as a hub's database.
class Restored {
   public:
    explicit Restored(const fs::path& backup) {
        if (!support::tests_use_postgresql()) {
            address_ = "sqlite:" + backup.string();
            return;
        }
        database_ = std::make_unique<support::PostgresqlDatabase>(support::PostgresqlDatabase::Content::nothing);
        address_ = database_->address();
        const std::string words = address_.substr(address_.find(':') + 1);
        const std::string command = "pg_restore --no-owner --dbname='" + words + "' '" + backup.string() + "'";
        EXPECT_EQ(std::system(command.c_str()), 0) << command;
    }
    const std::string& address() const { return address_; }

   private:
    std::unique_ptr<support::PostgresqlDatabase> database_;
    std::string address_;
};

// case N
TEST_F(Checkpoint, a_restored_backup_has_its_chain_head_and_is_refused_behind_what_was_published) {
    const auto restores =
        static_cast<int>(support::setting("OBOLUS_RESTORES", support::tests_use_postgresql() ? 2 : 5));
    const base::MemberId giver = test_.join("1", 50, 1);
    for (int restore = 1; restore <= restores; ++restore) {
        ASSERT_TRUE(test_.flattr_post(giver, "100", std::to_string(restore)));
        if (restore % 3 == 0) test_.end_and_close_month();
        const store::Checkpoint at_backup = published();
        const fs::path backup = folder_.path() / ("backup-" + std::to_string(restore));
        std::string problem;
        ASSERT_TRUE(store::backup(test_.database(), backup, {}, problem)) << problem;
        ASSERT_TRUE(test_.top_up(giver, test_.euros(1)));
        const store::Checkpoint later = published();

        const Restored restored(backup);
        const auto audited = hub::audit(restored.address(), {}, problem);
        ASSERT_TRUE(audited) << problem;
        EXPECT_TRUE(audited.value().clean());
        EXPECT_EQ(audited.value().chain, at_backup.chain);
        write(later);
        EXPECT_EQ(open(restored.address()), hub::Refusal::books_behind_checkpoint);
        write(at_backup);
        EXPECT_EQ(open(restored.address()), std::error_code());
    }
}

}  // namespace
}  // namespace obolus
