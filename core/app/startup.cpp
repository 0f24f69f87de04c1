#include "app/startup.hpp"

#include <iostream>

#include "app/wiring.hpp"
#include "settings/load.hpp"

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

std::unique_ptr<hub::Hub> open_hub(const settings::Settings& settings) {
    std::string problem;
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
