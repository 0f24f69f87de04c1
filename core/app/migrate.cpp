#include "store/migrate.hpp"

#include <iostream>

#include "app/commands.hpp"
#include "app/startup.hpp"

namespace obolus::app {

namespace {

int migrate(const std::string& file) {
    const auto settings = load_settings(file);
    if (!settings) return 1;
    std::string problem;
    const auto report = store::migrate(settings->store.database, problem);
    if (!report) return complain(problem);
    if (report.value().from == report.value().to) {
        std::cout << "The database is up to date (schema " << report.value().to << ").\n";
    } else {
        std::cout << "The database went from schema " << report.value().from << " to " << report.value().to << ".\n";
    }
    return 0;
}

}  // namespace

void add_migrate(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("migrate", "Create the database, or bring it to this program's schema");
    auto file = std::make_shared<std::string>();
    add_config_option(*command, *file);
    command->callback([file, &chosen] { chosen = [file] { return migrate(*file); }; });
}

}  // namespace obolus::app
