#include "cluster/hubs.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include <gtest/gtest.h>

#include "support/postgresql.hpp"

namespace obolus::cluster {

namespace fs = std::filesystem;

namespace {

const std::string program = OBOLUS_BINARY_DIR "/bin/obolus";

std::string read_file(const fs::path& file) {
    std::ostringstream content;
    content << std::ifstream(file).rdbuf();
    return content.str();
}

/// Debian's, or what the Makefile has unpacked.
std::string haproxy() {
    return fs::exists("/usr/sbin/haproxy") ? "/usr/sbin/haproxy" : OBOLUS_SOURCE_DIR "/build/tools/usr/sbin/haproxy";
}

void replace(std::string& text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error(from + " is not in the settings");
    text.replace(at, from.size(), to);
}

}  // namespace

Hubs::Hubs(std::string database, int count) : database_(std::move(database)) {
    std::string pattern = testing::TempDir() + "/obolus_hubs_XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    const int balancer_port = app::free_port();
    const int platform_port = app::free_port();
    places_ = {"http://localhost:" + std::to_string(balancer_port),
               "http://127.0.0.1:" + std::to_string(platform_port)};
    std::vector<int> ports;
    for (int hub = 0; hub < count; ++hub) {
        ports.push_back(app::free_port());
        write_settings(hub, ports.back(), balancer_port, platform_port);
    }
    platform_ =
        std::make_unique<app::Child>(program, std::vector<std::string>{"demo-platform", "--config", config(0)}, log());
    platform_->read_line();
    std::string out;
    if (run_command({"migrate"}, out) != 0) throw std::runtime_error("not migrated; the log:\n" + read_file(log()));
    hubs_.resize(static_cast<std::size_t>(count));
    for (int hub = 0; hub < count; ++hub)
        start(hub);
    start_balancer(balancer_port, ports);
}

Hubs::~Hubs() {
    balancer_.reset();
    hubs_.clear();
    platform_.reset();
    if (testing::Test::HasFailure()) std::cerr << read_file(log());
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void Hubs::write_settings(int hub, int port, int balancer_port, int platform_port) const {
    std::string text = app::demo_settings(folder_.string(), balancer_port, platform_port);
    replace(text, "listen: 127.0.0.1:" + std::to_string(balancer_port), "listen: 127.0.0.1:" + std::to_string(port));
    replace(text, "sqlite:" + folder_.string() + "/demo.db", '"' + database_ + '"');
    std::ofstream(config(hub)) << text << "jobs:\n  every_s: 1\n";
}

/// What docs/operating/scaling.md recommends.
void Hubs::start_balancer(int port, const std::vector<int>& hub_ports) {
    const std::string file = (folder_ / "haproxy.cfg").string();
    {
        std::ofstream settings(file);
        settings << "defaults\n  mode http\n  timeout connect 2s\n  timeout client 60s\n  timeout server 60s\n"
                    "listen obolus\n  bind 127.0.0.1:"
                 << port
                 << "\n  balance roundrobin\n  option httpchk GET /readyz\n  timeout check 5s\n  option redispatch\n"
                    "  default-server inter 1s fall 2 rise 1\n";
        for (std::size_t hub = 0; hub < hub_ports.size(); ++hub)
            settings << "  server hub" << hub << " 127.0.0.1:" << hub_ports[hub] << " check\n";
    }
    balancer_ = std::make_unique<app::Child>(haproxy(), std::vector<std::string>{"-db", "-f", file}, log());
    app::Browser browser;
    for (const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);;) {
        try {
            if (browser.send("GET", places_.hub + "/healthz").status == 200) return;
        } catch (const app::BrowserError&) {
            // not listening yet
        }
        if (std::chrono::steady_clock::now() > until) throw std::runtime_error("the balancer doesn't answer");
    }
}

void Hubs::kill(int hub) {
    hubs_[static_cast<std::size_t>(hub)]->signal(SIGKILL);
    hubs_[static_cast<std::size_t>(hub)]->wait();
}

void Hubs::start(int hub) {
    auto& place = hubs_[static_cast<std::size_t>(hub)];
    place = std::make_unique<app::Child>(program, std::vector<std::string>{"serve", "--config", config(hub)}, log());
    try {
        place->read_line();
    } catch (const std::exception& failed) {
        throw std::runtime_error(std::string(failed.what()) + "; its log:\n" + read_file(log()));
    }
}

void Hubs::stop_all() {
    for (const auto& hub : hubs_)
        hub->signal(SIGTERM);
    for (const auto& hub : hubs_)
        EXPECT_EQ(hub->wait(), 0);
}

app::Child Hubs::begin_command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--config", config(0)});
    return {program, arguments, log()};
}

int Hubs::run_command(std::vector<std::string> arguments, std::string& out) const {
    app::Child child = begin_command(std::move(arguments));
    out = child.read_all();
    return child.wait();
}

Load::Load(const Hubs& hubs, std::size_t givers) {
    for (const auto& person : demo_platform::people().first(givers))
        givers_.push_back(std::make_unique<end_to_end::JournalGiver>(hubs.places(), person, givers_.size()));
    for (const auto& giver : givers_)
        threads_.emplace_back([&giver, this] { giver->give(progress_); });
    // Nobody tells the givers when a hub is there again: what got no answer is asked for again after a while.
    threads_.emplace_back([this] {
        constexpr int moments = 25;
        while (!progress_.over()) {
            for (int i = 0; i < moments && !progress_.over(); ++i)
                progress_.wait_a_moment(progress_.starts());
            progress_.count_start();
        }
    });
}

Load::~Load() { end(); }

void Load::end() {
    progress_.end();
    for (std::thread& thread : threads_)
        thread.join();
    threads_.clear();
}

void Load::expect_all_there_once(Hubs& hubs) {
    end();
    std::size_t flattrs = 0;
    std::size_t lost = 0;
    for (const auto& giver : givers_) {
        giver->expect_money_there_once();
        flattrs += giver->flattrs().size();
        lost += giver->flattrs_lost();
    }
    std::string out;
    EXPECT_EQ(hubs.run_command({"close-month"}, out), 0);
    hubs.stop_all();
    EXPECT_EQ(hubs.run_command({"audit"}, out), 0) << out;
    EXPECT_NE(out.find("The books are right."), std::string::npos) << out;
    const std::size_t there = std::stoul(support::run_on_postgresql(hubs.database(), "SELECT COUNT(*) FROM flattrs"));
    EXPECT_GE(there, flattrs);
    // One whose answer was lost just before a month's end is there, and once more in the next month.
    EXPECT_LE(there, flattrs + lost);
}

}  // namespace obolus::cluster
