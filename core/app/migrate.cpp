#include <iostream>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/startup.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    bool json = false;
};

Exit migrate(const Options& options) {
    const store::MigrationReport report = bring_up_to_date(load_settings(options.config));
    if (options.json) {
        print({{"from", report.from}, {"to", report.to}});
    } else if (report.from == report.to) {
        std::cout << "The database is up to date (schema " << report.to << ").\n";
    } else {
        std::cout << "The database went from schema " << report.from << " to " << report.to << ".\n";
    }
    return Exit::done;
}

}  // namespace

void add_migrate(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("migrate", "Create the database, or bring it to this program's schema");
    command->footer(
        "Forward only; make a backup before. Each migration is one transaction: killed anywhere, run it again.\n\n"
        "  obolus backup before.db && obolus migrate");
    auto options = std::make_shared<Options>();
    add_config_option(*command, options->config);
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return migrate(*options); }; });
}

}  // namespace obolus::app
