// The command line on books that PostgreSQL keeps.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "end_to_end/running_hub.hpp"
#include "support/postgresql.hpp"

namespace obolus::end_to_end {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CommandLineOnPostgresql : public testing::Test {
   protected:
    CommandLineOnPostgresql() {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        write_settings(database_.address());
    }
    ~CommandLineOnPostgresql() override { fs::remove_all(folder_); }
    void write_settings(const std::string& address) const {
        std::string settings = app::demo_settings(folder_.string(), app::free_port(), app::free_port());
        const std::string line = "sqlite:" + folder_.string() + "/demo.db";
        std::ofstream(folder_ / "hub.yaml") << settings.replace(settings.find(line), line.size(), address);
    }
    Ended run_it(std::vector<std::string> arguments) const {
        fs::remove(folder_ / "log");
        arguments.insert(arguments.end(), {"--config", (folder_ / "hub.yaml").string()});
        return run(arguments, (folder_ / "log").string());
    }
    std::string said() const { return read_file(folder_ / "log"); }

    const fs::path folder_ = testing::TempDir() + "/obolus_cli_pg_" + std::to_string(::getpid());
    support::PostgresqlDatabase database_{support::PostgresqlDatabase::Content::nothing};
};

TEST_F(CommandLineOnPostgresql, migrates_closes_and_audits) {
    EXPECT_NE(run_it({"audit"}).code, 0);
    EXPECT_THAT(said(), HasSubstr("obolus migrate"));
    EXPECT_THAT(run_it({"migrate", "--json"}).out, HasSubstr(R"({"from":0,"to":)")) << said();
    EXPECT_THAT(run_it({"migrate"}).out, HasSubstr("up to date"));
    EXPECT_THAT(run_it({"close-month"}).out, HasSubstr("No month waits"));
    EXPECT_EQ(run_it({"demo", "next-month"}).code, 0) << said();
    EXPECT_THAT(run_it({"audit"}).out, HasSubstr("The books are right.")) << said();
    const fs::path copy = folder_ / "copy.dump";
    EXPECT_EQ(run_it({"backup", copy.string()}).code, 0) << said();
    EXPECT_THAT(read_file(copy), testing::StartsWith("PGDMP"));
}

TEST_F(CommandLineOnPostgresql, books_move_there_and_back_with_one_command_each) {
    const std::string first = "sqlite:" + folder_.string() + "/first.db";
    const std::string second = "sqlite:" + folder_.string() + "/second.db";
    write_settings(first);
    ASSERT_EQ(run_it({"migrate"}).code, 0) << said();
    ASSERT_EQ(run_it({"demo", "next-month"}).code, 0) << said();
    EXPECT_EQ(run_it({"move", "somewhere"}).code, 2);
    EXPECT_THAT(said(), HasSubstr("sqlite:PATH"));
    const Ended there = run_it({"move", database_.address()});
    EXPECT_EQ(there.code, 0) << said();
    EXPECT_THAT(there.out, HasSubstr("Set store.database"));
    EXPECT_EQ(run_it({"move", database_.address(), "--give-up"}).code, 1);
    EXPECT_THAT(run_it({"move", database_.address()}).out, HasSubstr("have arrived before")) << said();
    EXPECT_EQ(run_it({"close-month"}).code, 3);
    EXPECT_THAT(said(), HasSubstr("were moved to postgresql:"));
    write_settings('"' + database_.address() + '"');
    EXPECT_THAT(run_it({"audit"}).out, HasSubstr("The books are right.")) << said();
    EXPECT_THAT(run_it({"move", first}).code, 1);
    EXPECT_THAT(run_it({"move", second, "--json"}).out, HasSubstr(R"("finished_before":false)")) << said();
    write_settings(second);
    EXPECT_THAT(run_it({"audit"}).out, HasSubstr("The books are right.")) << said();
    EXPECT_THAT(run_it({"close-month"}).out, HasSubstr("No month waits")) << said();
}

TEST_F(CommandLineOnPostgresql, a_database_that_can_not_be_reached_is_a_fault) {
    write_settings("postgresql:host=" + folder_.string() + " dbname=none");
    EXPECT_EQ(run_it({"audit"}).code, 3);
    EXPECT_NE(said(), "");
}

}  // namespace
}  // namespace obolus::end_to_end
