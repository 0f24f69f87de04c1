#include "store/backup.hpp"

#include <iostream>

#include "app/commands.hpp"
#include "app/print.hpp"
#include "app/progress.hpp"
#include "app/startup.hpp"

namespace obolus::app {

namespace {

struct Options {
    std::string config;
    std::string file;
    bool json = false;
};

Exit back_up(const Options& options) {
    const auto settings = load_settings(options.config);
    check_database(settings);
    std::string problem;
    const auto report = [&] {
        Progress progress("Copying");
        return store::backup(
            settings.store.database, options.file, [&](std::int64_t done, std::int64_t all) { progress.at(done, all); },
            problem);
    }();
    if (!report) stop_for(report.error(), problem);
    if (options.json) {
        print({{"file", options.file}, {"bytes", report.value().bytes}});
    } else {
        std::cout << options.file << " holds the books as they are now (" << report.value().bytes << " bytes).\n";
    }
    return Exit::done;
}

}  // namespace

void add_backup(CLI::App& app, Chosen& chosen) {
    CLI::App* command = app.add_subcommand("backup", "Copy the books as they are at one moment, while the hub goes on");
    command->footer(
        "The file appears under its name when it is whole; an existing one is never overwritten. With PostgreSQL\n"
        "it is what pg_restore reads. Keep the key file and the settings as well (docs/operating/backup.md).\n\n"
        "  obolus backup /var/backups/obolus/2026-11-30.db");
    auto options = std::make_shared<Options>();
    command->add_option("file", options->file, "Where to; must not exist")->required();
    add_config_option(*command, options->config);
    add_json_option(*command, options->json);
    command->callback([options, &chosen] { chosen = [options] { return back_up(*options); }; });
}

}  // namespace obolus::app
