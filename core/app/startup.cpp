#include "app/startup.hpp"

#include <filesystem>
#include <iostream>

#include "app/wiring.hpp"
#include "settings/load.hpp"
#include "store/migrate.hpp"

namespace obolus::app {

void add_config_option(CLI::App& command, std::string& file) {
    file = "config/obolus.yaml";
    command.add_option("-c,--config", file, "The hub's settings (YAML)")->capture_default_str();
}

std::optional<settings::Settings> load_settings(const std::string& file) {
    settings::Loaded loaded = settings::load(file);
    if (loaded.problems.empty()) return std::move(loaded.settings);
    for (const settings::Problem& problem : loaded.problems)
        std::cerr << settings::to_string(file, problem) << "\n";
    complain(std::to_string(loaded.problems.size()) + (loaded.problems.size() == 1 ? " problem" : " problems") +
             " in " + file + "; nothing was started.");
    return std::nullopt;
}

bool check_database(const settings::Settings& settings, std::string& problem) {
    const std::string file = settings.store.database.substr(settings.store.database.find(':') + 1);
    std::error_code unreadable;
    if (!std::filesystem::exists(file, unreadable) && !unreadable) {
        problem = "The database " + file + " doesn't exist yet; create it with: obolus migrate";
        return false;
    }
    return store::check_schema(settings.store.database, problem).has_value();
}

std::unique_ptr<hub::Hub> open_hub(const settings::Settings& settings) {
    std::string problem;
    if (!check_database(settings, problem)) {
        complain(problem);
        return nullptr;
    }
    const auto on_the_spot = [](std::function<void()> answers) { answers(); };
    auto opened = hub::Hub::open(to_hub_options(settings), to_rules(settings), &now, on_the_spot, problem);
    if (opened) return std::move(opened).value();
    complain(problem);
    return nullptr;
}

int complain(const std::string& sentence) {
    std::cerr << "obolus: " << sentence << std::endl;
    return 1;
}

}  // namespace obolus::app
