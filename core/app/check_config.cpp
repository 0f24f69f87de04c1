#include <iostream>

#include "app/commands.hpp"
#include "app/startup.hpp"

namespace obolus::app {

namespace {

int check_config(const std::string& file) {
    const auto settings = load_settings(file);
    if (!settings) return 1;
    std::cout << file << " is fine: hub " << settings->hub.id << " at " << settings->hub.public_url << ", "
              << settings->providers.size() << (settings->providers.size() == 1 ? " provider" : " providers") << "\n";
    return 0;
}

}  // namespace

void add_check_config(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("check-config", "Read the settings and say what is wrong with them");
    auto file = std::make_shared<std::string>();
    add_config_option(*command, *file);
    command->callback([file, &chosen] { chosen = [file] { return check_config(*file); }; });
}

}  // namespace obolus::app
