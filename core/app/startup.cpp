#include "app/startup.hpp"

#include <filesystem>
#include <iostream>

#include "app/private_file.hpp"
#include "app/wiring.hpp"
#include "hub/key_file.hpp"
#include "settings/load.hpp"

namespace obolus::app {

void add_config_option(CLI::App& command, std::string& file) {
    file = "config/obolus.yaml";
    command.add_option("-c,--config", file, "The hub's settings (YAML)")->capture_default_str();
}

void add_json_option(CLI::App& command, bool& json) {
    command.add_flag("--json", json, "Answer with one JSON object, for programs");
}

settings::Settings load_settings(const std::string& file) {
    settings::Loaded loaded = settings::load(file);
    if (loaded.problems.empty()) return std::move(loaded.settings);
    for (const settings::Problem& problem : loaded.problems)
        std::cerr << settings::to_string(file, problem) << "\n";
    throw Stop(Exit::refused, std::to_string(loaded.problems.size()) +
                                  (loaded.problems.size() == 1 ? " problem" : " problems") + " in " + file +
                                  "; nothing was started.");
}

void check_database(const settings::Settings& settings) {
    const std::string& database = settings.store.database;
    std::string problem;
    if (database.starts_with("sqlite:")) {
        const std::string file = database.substr(database.find(':') + 1);
        std::error_code unreadable;
        if (!std::filesystem::exists(file, unreadable) && !unreadable)
            throw Stop(Exit::refused, "The database " + file + " doesn't exist yet; create it with: obolus migrate");
        if (!is_private(file, problem)) throw Stop(Exit::refused, problem);
    }
    if (const auto checked = store::check_schema(database, problem); !checked) stop_for(checked.error(), problem);
}

store::MigrationReport bring_up_to_date(const settings::Settings& settings) {
    const std::string& database = settings.store.database;
    if (database.starts_with("sqlite:")) {
        const std::string file = database.substr(database.find(':') + 1);
        make_private_folder_of(file);
        make_private(file);
    }
    std::string problem;
    const auto report = store::migrate(database, problem);
    if (!report) stop_for(report.error(), problem);
    return report.value();
}

Keys open_keys(const settings::Settings& settings) {
    std::string problem;
    std::error_code unreadable;
    if (!std::filesystem::exists(settings.key_file, unreadable) && !unreadable) {
        const auto known = hub::known_key(settings.store.database, problem);
        if (!known) stop_for(known.error(), problem);
        if (known.value())
            throw Stop(Exit::refused, "The key file " + settings.key_file +
                                          " is missing, and these books are kept with one; restore it from a copy. "
                                          "Only if it is lost for good: obolus migrate --accept-key makes a new one, "
                                          "and then who has opted out is not recognised any more.");
    }
    auto keys = load_keys(settings.key_file, problem);
    if (!keys) throw Stop(Exit::refused, problem);
    return *std::move(keys);
}

std::unique_ptr<hub::Hub> open_hub(const settings::Settings& settings) {
    check_database(settings);
    const Keys keys = open_keys(settings);
    std::string problem;
    const auto on_the_spot = [](std::function<void()> answers) { answers(); };
    hub::HubOptions options = to_hub_options(settings);
    options.brings_to_disk = false;
    auto opened = hub::Hub::open(options, to_rules(settings, keys), &now, on_the_spot, problem);
    if (!opened) stop_for(opened.error(), problem);
    return std::move(opened).value();
}

}  // namespace obolus::app
