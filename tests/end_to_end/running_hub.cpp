#include "end_to_end/running_hub.hpp"

#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

#include <gtest/gtest.h>

namespace obolus::end_to_end {

namespace fs = std::filesystem;

std::string program() { return OBOLUS_BINARY_DIR "/bin/obolus"; }

std::string read_file(const fs::path& file) {
    std::ostringstream content;
    content << std::ifstream(file).rdbuf();
    return content.str();
}

Ended run(const std::vector<std::string>& arguments, const std::string& log) {
    app::Child child(program(), arguments, log);
    std::string out = child.read_all();
    return {child.wait(), std::move(out)};
}

RunningHub::RunningHub(const More& more) {
    std::string pattern = testing::TempDir() + "/obolus_hub_XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    const int hub_port = app::free_port();
    const int platform_port = app::free_port();
    places_ = {"http://localhost:" + std::to_string(hub_port), "http://127.0.0.1:" + std::to_string(platform_port)};
    std::ofstream(config()) << settings(hub_port, platform_port) << (more ? more(places_) : "");
    platform_.emplace(program(), std::vector<std::string>{"demo-platform", "--config", config()},
                      (folder_ / "log").string());
    platform_->read_line();
    start_hub();
}

std::string RunningHub::settings(int hub_port, int platform_port) {
    std::string text = app::demo_settings(folder_.string(), hub_port, platform_port);
    if (!support::tests_use_postgresql()) return text;
    database_.emplace(support::PostgresqlDatabase::Content::nothing);
    const std::string file = "sqlite:" + folder_.string() + "/demo.db";
    return text.replace(text.find(file), file.size(), '"' + database_->address() + '"');
}

std::string RunningHub::dump() const {
    if (!database_) {
        std::string bytes;
        for (const char* name : {"demo.db", "demo.db-wal"})
            if (fs::exists(folder_ / name)) bytes += read_file(folder_ / name);
        return bytes;
    }
    app::Child dump("/usr/bin/pg_dump", {database_->address().substr(std::string("postgresql:").size())});
    std::string text = dump.read_all();
    EXPECT_EQ(dump.wait(), 0);
    return text;
}

RunningHub::~RunningHub() {
    hub_.reset();
    platform_.reset();
    if (testing::Test::HasFailure()) std::cerr << log();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::string RunningHub::database() const {
    return database_ ? database_->address() : "sqlite:" + (folder_ / "demo.db").string();
}

void RunningHub::launch_hub() {
    hub_.emplace(program(), std::vector<std::string>{"serve", "--config", config(), "--migrate"},
                 (folder_ / "log").string());
}

void RunningHub::start_hub() {
    launch_hub();
    try {
        hub_->read_line();
    } catch (const std::exception& failed) {
        throw std::runtime_error(std::string(failed.what()) + "; its log:\n" + log());
    }
}

void RunningHub::kill_hub() {
    hub_->signal(SIGKILL);
    hub_->wait();
}

void RunningHub::kill_starting_hub(std::chrono::milliseconds after) {
    launch_hub();
    try {
        hub_->read_line(after);
    } catch (const std::runtime_error&) {
        // It has not come that far.
    }
    kill_hub();
}

int RunningHub::stop_hub() {
    hub_->signal(SIGTERM);
    return hub_->wait();
}

Ended RunningHub::run_command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--config", config()});
    return run(arguments, (folder_ / "log").string());
}

void RunningHub::expect_clean_books() {
    EXPECT_EQ(stop_hub(), 0);
    const Ended audit = run_command({"audit"});
    EXPECT_EQ(audit.code, 0) << audit.out;
    EXPECT_NE(audit.out.find("The books are right."), std::string::npos) << audit.out;
}

}  // namespace obolus::end_to_end
