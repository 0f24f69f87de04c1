#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "app/child.hpp"
#include "app/commands.hpp"
#include "app/month.hpp"
#include "app/print.hpp"
#include "app/startup.hpp"
#include "app/story.hpp"

namespace obolus::app {

namespace fs = std::filesystem;

namespace {

/// A folder for the time of the demo.
class TemporaryFolder {
   public:
    TemporaryFolder() {
        std::string pattern = (fs::temp_directory_path() / "obolus-demo-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            throw std::runtime_error("no folder can be made in " + fs::temp_directory_path().string());
        path_ = pattern;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const noexcept { return path_; }

   private:
    std::string path_;
};

void say(const std::string& line) { std::cout << line << std::endl; }

/// The piece of a page's text from `from` to `to` (without it): what a person would point at.
std::string excerpt(const Page& page, const std::string& from, const std::string& to) {
    const std::string text = text_of(page.body);
    const std::size_t begin = text.find(from);
    const std::size_t end = begin == std::string::npos ? begin : text.find(to, begin);
    if (end == std::string::npos) throw BrowserError(page.url + " doesn't say \"" + from + "\"; it says: " + text);
    return text.substr(begin, end - begin);
}

std::string text_at(const boost::json::value& object, const char* key) {
    return std::string(object.at(key).as_string());
}
std::string amount_of(const boost::json::value& money) { return text_at(money, "amount"); }

boost::json::value ask(Browser& browser, const Places& places, const std::string& path) {
    return boost::json::parse(browser.send("GET", places.hub + path).body);
}

void play_giver(const Places& places) {
    const std::vector<std::string> names{"@bob",
                                         "chiara",
                                         "@Dmitri_Maps",
                                         "demo:emeka",
                                         places.platform + "/fatima",
                                         places.platform + "/grace",
                                         places.platform + "/hiro",
                                         places.platform + "/ines/status/1790000000000000802",
                                         places.platform + "/jonas/status/1790000000000000901",
                                         places.platform + "/kavya/status/1790000000000001002"};
    Browser ada;
    sign_in(ada, places, "1001");
    say("1. Ada signs in with the demo platform: " + excerpt(open_account(ada, places), "Hello, ", " To give") + ".");
    top_up(ada, places, "5.00");
    say("2. She adds 5.00 of test money: to give, " + excerpt(ada.get(places.hub + "/me"), "EUR", " in your wallet") +
        ".");
    set_budget(ada, places, "1.00");
    say("3. She sets a budget of EUR 1.00 a month.");
    say("4. She flattrs ten times: by handle, by profile, by post.");
    for (const std::string& name : names) {
        const Page page = flattr(ada, places, name);
        if (page.status != 200) throw BrowserError("flattring " + name + " failed: " + text_of(page.body));
        say("   " + name);
    }
    close_running_month(ada, places);
    say("5. As the operator she ends the month, and it is closed: " +
        excerpt(ada.get(places.hub + "/operator"), "Flattrs 10", " Reserved") + ".");
}

void play_owners(const Places& places) {
    Browser bob;
    sign_in(bob, places, "1002");
    say("6. Bob, who has never been here, signs in. Before any account exists he reads: " +
        excerpt(look_at_claim(bob, places), "For Bob", " Accept"));
    accept_claim(bob, places);
    const boost::json::value his = ask(bob, places, "/v1/me");
    say("7. He accepts. He has received EUR " + amount_of(his.at("revenue")) + ", from somebody, for " +
        text_at(his.at("received").at(0).at("thing"), "title") + " (transfer " +
        text_at(his.at("received").at(0), "id") + ").");
    Browser chiara;
    sign_in(chiara, places, "1003");
    decline_claim(chiara, places);
    say("8. Chiara says no, thank you. Now she sees: " + excerpt(look_at_claim(chiara, places), "Nothing waits", "."));
    Browser ada;
    sign_in(ada, places, "1001");
    const boost::json::value hers = ask(ada, places, "/v1/me");
    say("9. Ada has EUR " + amount_of(hers.at("wallet")) + " to give again, and sees what became of the rest:");
    for (const boost::json::value& line : hers.at("given").as_array()) {
        say("   " + amount_of(line.at("amount")) + " " + text_at(line, "state") + ": " +
            text_at(line.at("thing"), "title"));
    }
}

Exit play() {
    const TemporaryFolder folder;
    const std::string program = fs::read_symlink("/proc/self/exe").string();
    const std::string config = folder.path() + "/demo.yaml";
    const std::string log = folder.path() + "/log";
    const int hub_port = free_port();
    const int platform_port = free_port();
    std::ofstream(config) << demo_settings(folder.path(), hub_port, platform_port);
    const Places places{"http://localhost:" + std::to_string(hub_port),
                        "http://127.0.0.1:" + std::to_string(platform_port)};
    try {
        Child platform(program, {"demo-platform", "--config", config}, log);
        Child hub(program, {"serve", "--config", config, "--migrate"}, log);
        say("A demo platform at " + places.platform + " and a hub at " + places.hub + ", in " + folder.path() + ".");
        platform.read_line();
        hub.read_line();
        play_giver(places);
        play_owners(places);
        hub.signal(SIGTERM);
        if (const int code = hub.wait(); code != 0) throw BrowserError("the hub ended with " + std::to_string(code));
        platform.signal(SIGTERM);
        platform.wait();
    } catch (const std::exception& failed) {
        std::cerr << std::ifstream(log).rdbuf();
        throw Stop(Exit::fault, failed.what());
    }
    say("10. obolus audit:");
    Child audit(program, {"audit", "--config", config});
    std::cout << audit.read_all() << std::flush;
    return static_cast<Exit>(audit.wait());
}

struct NextMonth {
    std::string config = "config/demo.yaml";
    bool json = false;
};

Exit next_month(const NextMonth& options) {
    const auto hub = open_hub(load_settings(options.config));
    const base::Month ended = end_running_month(*hub);
    const hub::MonthStatus closed = close_to_the_end(*hub, ended);
    if (options.json) {
        print({{"running", base::to_string(ended.next())}, {"closed", to_json(closed)}});
    } else {
        say("It is " + to_string(ended.next()) + " now. " + sentence_of(closed));
    }
    return Exit::done;
}

void add_next_month(CLI::App& demo, Chosen& chosen) {
    CLI::App* command = demo.add_subcommand("next-month", "End a demo hub's running month now, and close it");
    command->footer(
        "Moves the clock that the hub keeps in its books, whether it is running or not. Refused unless the\n"
        "settings say demo.movable_clock: true.");
    auto options = std::make_shared<NextMonth>();
    command->add_option("-c,--config", options->config, "The demo hub's settings (YAML)")->capture_default_str();
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return next_month(*options); }; });
}

}  // namespace

void add_demo(CLI::App& app, Chosen& chosen) {
    CLI::App* command =
        app.add_subcommand("demo", "Watch the whole story here: giver, month, claim, audit; over real HTTP");
    add_next_month(*command, chosen);
    // Called after the subcommand's own.
    command->callback([&chosen] {
        if (!chosen) chosen = &play;
    });
}

}  // namespace obolus::app
