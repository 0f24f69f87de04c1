#include <iostream>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/startup.hpp"
#include "app/wiring.hpp"
#include "hub/key_file.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    bool accept_key = false;
    bool json = false;
};

/// The key file as it is now (made if there is none) becomes that of the books.
void accept_key(const settings::Settings& settings) {
    std::string problem;
    const auto keys = load_keys(settings.key_file, problem);
    if (!keys) throw Stop(Exit::refused, problem);
    const auto accepted = hub::accept_key(settings.store.database, keys->fingerprint, now(), problem);
    if (!accepted) stop_for(accepted.error(), problem);
}

Exit migrate(const Options& options) {
    const settings::Settings settings = load_settings(options.config);
    const store::MigrationReport report = bring_up_to_date(settings);
    if (options.accept_key) accept_key(settings);
    if (options.json) {
        print({{"from", report.from}, {"to", report.to}, {"key_accepted", options.accept_key}});
    } else if (report.from == report.to) {
        std::cout << "The database is up to date (schema " << report.to << ").\n";
    } else {
        std::cout << "The database went from schema " << report.from << " to " << report.to << ".\n";
    }
    if (options.accept_key && !options.json)
        std::cout << "The books are kept with the key file " << settings.key_file
                  << " from now on; keep a copy of it.\n";
    return Exit::done;
}

}  // namespace

void add_migrate(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("migrate", "Create the database, or bring it to this program's schema");
    command->footer(
        "Forward only; make a backup before. Each migration is one transaction: killed anywhere, run it again.\n\n"
        "  obolus backup before.db && obolus migrate");
    auto options = std::make_shared<Options>();
    command->add_flag("--accept-key", options->accept_key,
                      "Keep the books with the key file that is there now, since the one before is lost for good:\n"
                      "whoever has opted out is not recognised any more");
    add_config_option(*command, options->config);
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return migrate(*options); }; });
}

}  // namespace obolus::app
