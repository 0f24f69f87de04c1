// An older backup is restored as docs/operating/backup.md says: the hub refuses to start on it until an operator
// accepts what is lost.
#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::HasSubstr;

std::int64_t published_seq(const RunningHub& hub) {
    app::Browser browser;
    const auto answer = browser.send("GET", hub.places().hub + "/v1/checkpoint");
    EXPECT_EQ(answer.status, 200) << answer.body;
    const json::value checkpoint = json::parse(answer.body);
    EXPECT_EQ(checkpoint.at("hub").as_string(), "demo");
    return checkpoint.at("seq").as_int64();
}

TEST(Restore, an_older_backup_is_refused_until_the_loss_is_accepted) {
    RunningHub hub;
    app::Browser ada;
    app::sign_in(ada, hub.places(), "1001");
    app::open_account(ada, hub.places());
    app::top_up(ada, hub.places(), "5.00");
    const fs::path backup = hub.folder() / "backup.db";
    ASSERT_EQ(hub.run_command({"backup", backup.string()}).code, 0) << hub.log();
    app::top_up(ada, hub.places(), "6.00");
    EXPECT_EQ(hub.stop_hub(), 0);
    // What a hub has published is what its file says; a start publishes what was committed before.
    hub.start_hub();
    const std::int64_t published = published_seq(hub);
    EXPECT_GE(published, 2);
    EXPECT_EQ(hub.stop_hub(), 0);

    const fs::path database = hub.folder() / "demo.db";
    for (const char* const suffix : {"", "-wal", "-shm"})
        fs::remove(database.string() + suffix);
    fs::copy_file(backup, database);
    EXPECT_THAT(hub.run_command({"audit"}).out, HasSubstr("The books are right."));
    EXPECT_EQ(hub.run_command({"serve"}).code, 1);
    EXPECT_THAT(hub.log(), HasSubstr("older than what people were told"));
    EXPECT_EQ(hub.run_command({"close-month"}).code, 1) << "nor does any other command write";

    EXPECT_EQ(hub.run_command({"accept-rollback", "--published", "1"}).code, 1);
    const Ended accepted = hub.run_command({"accept-rollback", "--published", std::to_string(published)});
    EXPECT_EQ(accepted.code, 0) << hub.log();
    EXPECT_THAT(accepted.out, HasSubstr("go on from transaction " + std::to_string(published - 1)));
    hub.start_hub();
    EXPECT_EQ(published_seq(hub), published - 1);
    EXPECT_EQ(hub.stop_hub(), 0);
    EXPECT_EQ(hub.run_command({"accept-rollback", "--published", std::to_string(published - 1)}).code, 1)
        << "there is nothing to accept";
}

}  // namespace
}  // namespace obolus::end_to_end
