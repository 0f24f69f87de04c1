#include <csignal>
#include <filesystem>
#include <fstream>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "end_to_end/running_hub.hpp"

namespace obolus::end_to_end {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CommandLine : public testing::Test {
   protected:
    CommandLine() {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        std::ofstream(config_) << app::demo_settings(folder_.string(), hub_port_, app::free_port());
    }
    ~CommandLine() override { fs::remove_all(folder_); }
    Ended run_it(std::vector<std::string> arguments) const {
        fs::remove(folder_ / "log");
        return run(arguments, (folder_ / "log").string());
    }
    std::string said() const { return read_file(folder_ / "log"); }

    /// `obolus serve` with a demo platform, taking requests.
    struct Serving {
        app::Child process;
        app::Places places{};
        /// As an operator does it; answers its exit code.
        int stop() {
            process.signal(SIGTERM);
            return process.wait();
        }
    };
    Serving serve() const {
        const auto address_in = [](const std::string& line) { return line.substr(line.find("http")); };
        Serving serving{{program(),
                         {"serve", "--migrate", "--with-demo-platform", "--config", config_},
                         (folder_ / "log").string()}};
        serving.places.hub = address_in(serving.process.read_line());
        serving.places.platform = address_in(serving.process.read_line());
        return serving;
    }
    /// Somebody with money flattrs somebody else.
    static void give_from(app::Browser& browser, const app::Places& places) {
        app::sign_in(browser, places, "1001");
        app::open_account(browser, places);
        app::top_up(browser, places, "5.00");
        app::set_budget(browser, places, "1.00");
        ASSERT_EQ(app::flattr(browser, places, "@bob").status, 200);
    }

    const fs::path folder_ = testing::TempDir() + "/obolus_cli_" + std::to_string(::getpid());
    const std::string config_ = (folder_ / "hub.yaml").string();
    const int hub_port_ = app::free_port();
};

TEST_F(CommandLine, what_is_not_understood_ends_with_2) {
    EXPECT_EQ(run_it({}).code, 2);
    EXPECT_EQ(run_it({"serve", "--nonsense"}).code, 2);
    EXPECT_EQ(run_it({"audti"}).code, 2);
    EXPECT_THAT(said(), HasSubstr("did you mean \"audit\"?"));
    EXPECT_EQ(run_it({"--help"}).code, 0);
}

TEST_F(CommandLine, settings_are_checked_whole) {
    EXPECT_THAT(run_it({"check-config", "--config", config_}).out, HasSubstr("is fine"));
    std::ofstream(config_, std::ios::app) << "lgo: {level: info}\n";
    EXPECT_EQ(run_it({"serve", "--config", config_}).code, 1);
    EXPECT_THAT(said(), HasSubstr("did you mean \"log\"?"));
}

TEST_F(CommandLine, settings_are_checked_for_programs_as_well) {
    EXPECT_THAT(run_it({"check-config", "--json", "--config", config_}).out, HasSubstr(R"("fine":true)"));
    std::ofstream(config_, std::ios::app) << "lgo: {level: info}\n";
    const Ended wrong = run_it({"check-config", "--json", "--config", config_});
    EXPECT_EQ(wrong.code, 1);
    EXPECT_THAT(wrong.out, testing::AllOf(HasSubstr(R"("key":"lgo")"), HasSubstr(R"("line":)")));
}

TEST_F(CommandLine, a_database_that_was_not_migrated_is_refused_with_advice) {
    EXPECT_EQ(run_it({"serve", "--config", config_}).code, 1);
    EXPECT_THAT(said(), HasSubstr("obolus migrate"));
    EXPECT_EQ(run_it({"migrate", "--config", config_}).code, 0);
    EXPECT_THAT(run_it({"migrate", "--config", config_}).out, HasSubstr("up to date"));
    EXPECT_EQ(run_it({"audit", "--config", config_}).code, 0);
}

TEST_F(CommandLine, a_file_that_is_no_database_is_refused_and_kept) {
    std::ofstream(folder_ / "demo.db") << std::string(8192, 'x');
    EXPECT_EQ(run_it({"migrate", "--config", config_}).code, 3);
    EXPECT_THAT(said(), HasSubstr("demo.db"));
    EXPECT_EQ(read_file(folder_ / "demo.db"), std::string(8192, 'x'));
}

TEST_F(CommandLine, a_key_file_that_others_may_read_is_refused) {
    std::ofstream(folder_ / "demo.key") << std::string(32, 'k');
    fs::permissions(folder_ / "demo.key", fs::perms::others_read, fs::perm_options::add);
    EXPECT_EQ(run_it({"serve", "--migrate", "--config", config_}).code, 1);
    EXPECT_THAT(said(), HasSubstr("chmod 600"));
}

TEST_F(CommandLine, another_key_file_than_the_books_is_refused_and_a_lost_one_is_not_replaced_silently) {
    const fs::path key = folder_ / "demo.key";
    const std::vector<std::string> any_command{"close-month", "--config", config_};
    ASSERT_EQ(run_it({"migrate", "--config", config_}).code, 0);
    ASSERT_EQ(run_it(any_command).code, 0) << said();
    fs::rename(key, folder_ / "copy.key");
    EXPECT_EQ(run_it(any_command).code, 1);
    EXPECT_THAT(said(), testing::AllOf(HasSubstr("is missing"), HasSubstr("restore it from a copy")));
    EXPECT_FALSE(fs::exists(key));
    std::ofstream(key) << std::string(32, 'x');
    fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(run_it({"serve", "--config", config_}).code, 1);
    EXPECT_THAT(said(), HasSubstr("not the one that these books are kept with"));
    EXPECT_EQ(run_it({"migrate", "--accept-key", "--config", config_}).code, 0) << said();
    EXPECT_EQ(run_it(any_command).code, 0) << said();
    fs::rename(folder_ / "copy.key", key);
    EXPECT_EQ(run_it(any_command).code, 1) << "the books are kept with the other one now";
}

TEST_F(CommandLine, ids_of_a_platform_are_imported_listed_and_taken_back) {
    ASSERT_EQ(run_it({"migrate", "--config", config_}).code, 0);
    const fs::path file = folder_ / "ids.csv";
    const auto import = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"identity", "import", file.string(), "--provider", "demo", "--source", "its letter",
                                   "--config", config_});
        return run_it(more);
    };
    std::ofstream(file) << "old,new\n1001;2001\n1002,1002\n1003,2003\n1003,2004\n";
    EXPECT_EQ(import({}).code, 1);
    EXPECT_THAT(said(), testing::AllOf(HasSubstr("ids.csv:2: write the old id, one comma"),
                                       HasSubstr("ids.csv:3: needs two different"), HasSubstr("ids.csv:5: contradicts"),
                                       HasSubstr("nothing was imported")));
    EXPECT_EQ(
        run_it({"identity", "import", file.string(), "--provider", "dmeo", "--source", "x", "--config", config_}).code,
        2);

    Serving hub = serve();
    app::Browser ada;
    app::sign_in(ada, hub.places, "1001");
    app::open_account(ada, hub.places);
    ASSERT_EQ(hub.stop(), 0);

    std::ofstream(file) << "old,new\r\n1001,2001\r\n1002,2002\r\n";
    EXPECT_THAT(import({"--dry-run"}).out,
                testing::AllOf(HasSubstr("Accepted: 1 pair, to be applied 14 days from now; 0 imported before, 1 of "
                                         "nobody known here, 0 refused."),
                               HasSubstr("Nothing was changed.")));
    EXPECT_THAT(run_it({"identity", "imports", "--config", config_}).out, HasSubstr("No ids were imported."));
    EXPECT_THAT(import({"--json"}).out, HasSubstr(R"("accepted":1,"repeated":0,"unknown":1,"refused":[])"));
    EXPECT_THAT(import({"--json"}).out, HasSubstr(R"("accepted":0,"repeated":1)"));
    EXPECT_THAT(
        run_it({"identity", "imports", "--json", "--config", config_}).out,
        HasSubstr(R"("from":"demo:1001","to":"demo:2001","source":"its letter","proof":"platform","state":"waiting")"));
    EXPECT_EQ(run_it({"identity", "cancel-import", "1", "--config", config_}).code, 0) << said();
    EXPECT_EQ(run_it({"identity", "cancel-import", "1", "--config", config_}).code, 1);
    EXPECT_THAT(run_it({"identity", "imports", "--config", config_}).out, HasSubstr("cancelled (by the operator)"));
    EXPECT_EQ(run_it({"audit", "--config", config_}).code, 0) << said();
}

TEST_F(CommandLine, a_platform_is_withdrawn) {
    Serving hub = serve();
    app::Browser ada;
    give_from(ada, hub.places);
    ASSERT_EQ(hub.stop(), 0);
    ASSERT_EQ(run_it({"demo", "next-month", "--config", config_}).code, 0) << said();
    const auto withdraw = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"withdraw-platform", "demo", "--config", config_});
        return run_it(more);
    };
    EXPECT_THAT(withdraw({"--dry-run"}).out,
                testing::AllOf(HasSubstr("accounts of demo that were to wait longer: 1. They would wait until"),
                               HasSubstr("Nothing was changed.")));
    EXPECT_THAT(withdraw({"--json"}).out, HasSubstr(R"("dry_run":false,"provider":"demo","arrivals":1,)"));
    EXPECT_THAT(withdraw({"-n", "--json"}).out, HasSubstr(R"("arrivals":0,)"));
    EXPECT_THAT(withdraw({}).out, HasSubstr("The settings still have the provider demo"));
    EXPECT_EQ(run_it({"withdraw-platform", "Nonsense!", "--config", config_}).code, 2);
    EXPECT_EQ(run_it({"audit", "--config", config_}).code, 0) << said();
}

TEST_F(CommandLine, a_database_is_made_for_its_user_alone_and_refused_when_others_may_use_it) {
    const fs::path database = folder_ / "demo.db";
    ASSERT_EQ(run_it({"migrate", "--config", config_}).code, 0);
    EXPECT_EQ(fs::status(database).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    fs::permissions(database, fs::perms::others_read, fs::perm_options::add);
    EXPECT_EQ(run_it({"audit", "--config", config_}).code, 1);
    EXPECT_THAT(said(), testing::ContainsRegex("chmod 600 .*/demo.db"));
    EXPECT_EQ(run_it({"migrate", "--config", config_}).code, 0);  // which takes away what is too much
    EXPECT_EQ(run_it({"audit", "--config", config_}).code, 0);
}

TEST_F(CommandLine, books_and_key_come_into_a_folder_that_is_made_for_their_user_alone) {
    const fs::path var = folder_ / "var";
    std::ofstream(config_) << app::demo_settings(var.string(), hub_port_, app::free_port());
    EXPECT_EQ(serve().stop(), 0) << said();
    EXPECT_TRUE(fs::exists(var / "demo.db"));
    EXPECT_EQ(fs::status(var).permissions(), fs::perms::owner_all);
}

TEST_F(CommandLine, a_backup_is_whole_private_and_never_overwrites) {
    ASSERT_EQ(run_it({"migrate", "--config", config_}).code, 0);
    const fs::path copy = folder_ / "copy.db";
    EXPECT_EQ(run_it({"backup", copy.string(), "--config", config_}).code, 0) << said();
    EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_NE(run_it({"backup", copy.string(), "--config", config_}).code, 0);
    EXPECT_THAT(said(), HasSubstr("copy.db"));
    fs::rename(copy, folder_ / "demo.db");
    EXPECT_EQ(run_it({"audit", "--config", config_}).code, 0) << said();
}

TEST_F(CommandLine, a_fault_of_the_world_ends_with_3) {
    ASSERT_EQ(run_it({"migrate", "--config", config_}).code, 0);
    fs::remove(folder_ / "demo.db");
    fs::create_directory(folder_ / "demo.db");
    fs::permissions(folder_ / "demo.db", fs::perms::owner_all);
    EXPECT_EQ(run_it({"audit", "--config", config_}).code, 3) << said();
}

TEST_F(CommandLine, a_hangup_reloads_the_log_settings_and_a_broken_file_changes_nothing) {
    const std::string settings = read_file(config_);
    std::ofstream(config_, std::ios::app) << "log: {level: error}\n";
    app::Child hub(program(), {"serve", "--migrate", "--config", config_}, (folder_ / "log").string());
    hub.read_line();
    EXPECT_EQ(said(), "");
    const auto await_in_log = [&](const std::string& what) {
        for (int i = 0; i < 200 && said().find(what) == std::string::npos; ++i)
            ::poll(nullptr, 0, 50);
        EXPECT_THAT(said(), HasSubstr(what));
    };
    std::ofstream(config_) << settings << "log: {level: loud}\n";
    hub.signal(SIGHUP);
    await_in_log("not reloaded: ");
    std::ofstream(config_) << settings << "log: {level: info, format: json}\n";
    hub.signal(SIGHUP);
    await_in_log(R"("level":"info","message":"reloaded)");
    hub.signal(SIGTERM);
    EXPECT_EQ(hub.wait(), 0);
}

TEST_F(CommandLine, the_next_month_comes_beside_a_running_hub_and_a_dry_run_changes_nothing) {
    Serving hub = serve();
    app::Browser ada;
    give_from(ada, hub.places);

    const Ended foreseen = run({"close-month", "--dry-run", "--config", config_}, (folder_ / "log").string());
    EXPECT_EQ(foreseen.code, 0);
    EXPECT_THAT(foreseen.out, testing::AllOf(HasSubstr("EUR 1.00 of 1 giver over 1 flattr"),
                                             HasSubstr("EUR 1.00 into escrow"), HasSubstr("Nothing was changed.")));
    EXPECT_THAT(run({"close-month", "-n", "--json", "--config", config_}, (folder_ / "log").string()).out,
                HasSubstr(R"("givers_divided":1)"));
    const Ended next = run({"demo", "next-month", "--config", config_}, (folder_ / "log").string());
    EXPECT_EQ(next.code, 0);
    EXPECT_THAT(next.out, HasSubstr("is closed: 1 flattr of 1 giver, EUR 1.00 for 1 recipient."));
    const auto mine = boost::json::parse(ada.send("GET", hub.places.hub + "/v1/me").body);
    const std::string line(mine.at("given").at(0).at("id").as_string());
    const Ended way = run({"trace", line, "--config", config_}, (folder_ / "log").string());
    EXPECT_EQ(way.code, 0);
    EXPECT_THAT(way.out, testing::AllOf(HasSubstr(line), HasSubstr("It came from:"), HasSubstr("top_up EUR 1.00")));
    EXPECT_EQ(run({"trace", "demo/t/999.1", "--config", config_}, (folder_ / "log").string()).code, 1);
    EXPECT_THAT(run({"trace", line, "--json", "--config", config_}, (folder_ / "log").string()).out,
                HasSubstr(R"("origins":[{"depth":1)"));
    EXPECT_EQ(hub.stop(), 0);
    EXPECT_THAT(run_it({"audit", "--json", "--config", config_}).out, HasSubstr(R"("clean":true)"));

    const std::vector<std::string> charge_back{"chargeback", "demo/t/1.1", "--reference", "R-1", "--config", config_};
    EXPECT_THAT(run_it(charge_back).out, HasSubstr("EUR 5.00 of member 1 taken back: EUR 4.00 out of the wallet, EUR "
                                                   "0.00 out of the budget, EUR 1.00 out of what nobody has claimed"));
    EXPECT_THAT(run_it(charge_back).out, HasSubstr("It was done before"));
    EXPECT_EQ(run_it({"chargeback", "demo/t/1.1", "--reference", "R-2", "--config", config_}).code, 1);
    EXPECT_THAT(run_it({"audit", "--json", "--config", config_}).out, HasSubstr(R"("clean":true)"));
}

TEST_F(CommandLine, tokens_are_made_listed_and_revoked) {
    app::Child hub(program(), {"serve", "--migrate", "--with-demo-platform", "--config", config_},
                   (folder_ / "log").string());
    const std::string at = hub.read_line();
    const std::string platform = hub.read_line();
    const app::Places places{at.substr(at.find("http")), platform.substr(platform.find("http"))};
    const auto token_command = [&](std::vector<std::string> more) {
        more.insert(more.begin(), "token");
        more.insert(more.end(), {"--config", config_});
        return run(more, (folder_ / "said").string());
    };
    const std::vector<std::string> create{"create", "--member", "demo:1001", "--name", "reports", "--scope", "read"};
    EXPECT_EQ(token_command(create).code, 1);
    EXPECT_THAT(read_file(folder_ / "said"), HasSubstr("Nobody here has linked demo:1001"));

    app::Browser ada;
    app::sign_in(ada, places, "1001");
    app::open_account(ada, places);
    const Ended made = token_command(create);
    ASSERT_EQ(made.code, 0) << read_file(folder_ / "said");
    ASSERT_THAT(made.out, testing::MatchesRegex("obolus_[A-Za-z0-9_-]+\n"));
    const std::string token = made.out.substr(0, made.out.size() - 1);
    const auto status_with = [&] {
        app::Browser program;
        return program.send("GET", places.hub + "/v1/wallet", {{"Authorization", "Bearer " + token}}).status;
    };
    EXPECT_EQ(status_with(), 200);
    const Ended listed = token_command({"list", "--member", "demo:1001", "--json"});
    EXPECT_THAT(listed.out, testing::AllOf(HasSubstr(R"("name":"reports")"), testing::Not(HasSubstr(token))));
    EXPECT_EQ(token_command({"revoke", "--member", "demo:1001", "1"}).code, 0);
    // A running hub remembers for a few seconds whom a token belongs to.
    for (int i = 0; i < 200 && status_with() != 401; ++i)
        ::poll(nullptr, 0, 50);
    EXPECT_EQ(status_with(), 401);
    EXPECT_EQ(token_command({"revoke", "--member", "demo:1001", "1"}).code, 1);
    EXPECT_EQ(token_command({"create", "--member", "@ada", "--name", "x", "--scope", "read"}).code, 2);
    EXPECT_EQ(token_command({"create", "--member", "demo:1001", "--name", "x", "--scope", "steal"}).code, 2);
    hub.signal(SIGTERM);
    EXPECT_EQ(hub.wait(), 0);
}

TEST_F(CommandLine, time_is_moved_on_demo_hubs_alone) {
    std::string settings = read_file(config_);
    const std::string movable = "movable_clock: true";
    ASSERT_NE(settings.find(movable), std::string::npos);
    std::ofstream(config_) << settings.replace(settings.find(movable), movable.size(), "movable_clock: false");
    ASSERT_EQ(run_it({"migrate", "--config", config_}).code, 0);
    EXPECT_EQ(run_it({"demo", "next-month", "--config", config_}).code, 1);
    EXPECT_THAT(said(), HasSubstr("demo.movable_clock"));
}

TEST_F(CommandLine, a_port_in_use_is_said_so) {
    app::Child first(program(), {"serve", "--migrate", "--config", config_}, (folder_ / "first").string());
    first.read_line();
    EXPECT_EQ(run_it({"serve", "--config", config_}).code, 1);
    EXPECT_THAT(said(), HasSubstr(std::to_string(hub_port_)));
    first.signal(SIGTERM);
    EXPECT_EQ(first.wait(), 0);
}

TEST_F(CommandLine, serve_runs_the_demo_platform_in_the_same_process_when_asked) {
    app::Child both(program(), {"serve", "--migrate", "--with-demo-platform", "--config", config_},
                    (folder_ / "log").string());
    const std::string hub = both.read_line();
    const std::string platform = both.read_line();
    EXPECT_THAT(hub, testing::StartsWith("Obolus demo: http://localhost:"));
    EXPECT_THAT(platform, testing::StartsWith("Demo platform: http://127.0.0.1:"));
    app::Browser browser;
    const app::Places places{hub.substr(hub.find("http")), platform.substr(platform.find("http"))};
    EXPECT_EQ(app::sign_in(browser, places, "1001").status, 200);
    both.signal(SIGTERM);
    EXPECT_EQ(both.wait(), 0);
}

TEST_F(CommandLine, a_month_that_is_none_is_refused) {
    EXPECT_EQ(run_it({"close-month", "--month", "November", "--config", config_}).code, 2);
    EXPECT_THAT(said(), HasSubstr("2026-11"));
}

TEST_F(CommandLine, plugin_show_prints_lines_to_paste) {
    const Ended shown = run_it({"plugin", "show", "twitter"});
    EXPECT_EQ(shown.code, 0) << said();
    EXPECT_THAT(shown.out, testing::AllOf(HasSubstr("login"), HasSubstr("- {host: api.x.com}"),
                                          HasSubstr("client_secret_file:"), HasSubstr("app_token_file:")));
    EXPECT_THAT(run_it({"plugin", "show", "twitter", "--json"}).out, HasSubstr(R"("id":"twitter")"));
}

TEST_F(CommandLine, the_demo_plays_to_its_end) {
    const Ended demo = run_it({"demo"});
    EXPECT_EQ(demo.code, 0) << demo.out << said();
    EXPECT_THAT(demo.out, HasSubstr("The books are right."));
}

}  // namespace
}  // namespace obolus::end_to_end
