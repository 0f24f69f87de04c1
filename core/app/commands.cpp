#include "app/commands.hpp"

#include <algorithm>

#include "settings/section.hpp"

namespace obolus::app {

namespace {

/// CLI11 ends a footer without ending its line.
void end_footers(CLI::App& app) {
    if (!app.get_footer().empty()) app.footer(app.get_footer() + "\n");
    for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        end_footers(*command);
}

}  // namespace

void add_commands(CLI::App& app, Chosen& chosen) {
    app.description("Obolus: give to anyone who has an account anywhere; the money waits until its owner takes it.");
    app.footer(
        "Begin with: obolus check-config, obolus migrate, obolus serve. `obolus COMMAND --help` explains each.\n"
        "Exit codes: 0 done; 1 refused, or something is wrong with what was asked about; 2 the command line wasn't\n"
        "understood; 3 the world failed (database, disk, network, plugin). A sentence on stderr says what to do.");
    app.set_version_flag("--version", OBOLUS_VERSION, "Print the version and exit");
    app.set_help_flag("-h,--help", "Print this help and exit");
    app.require_subcommand(1);
    add_serve(app, chosen);
    add_migrate(app, chosen);
    add_check_config(app, chosen);
    add_close_month(app, chosen);
    add_audit(app, chosen);
    add_backup(app, chosen);
    add_accept_rollback(app, chosen);
    add_move(app, chosen);
    add_trace(app, chosen);
    add_token(app, chosen);
    add_chargeback(app, chosen);
    add_identity(app, chosen);
    add_withdraw_platform(app, chosen);
    add_plugin(app, chosen);
    add_demo(app, chosen);
    add_demo_platform(app, chosen);
    end_footers(app);
}

std::string unknown_command(const CLI::App& app, int argc, const char* const* argv) {
    if (argc < 2 || argv[1][0] == '-' || argv[1][0] == '\0') return {};
    std::vector<std::string> known;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        known.push_back(command->get_name());
    const std::string word = argv[1];
    if (std::find(known.begin(), known.end(), word) != known.end()) return {};
    const std::string meant = settings::nearest(word, known);
    return "There is no command \"" + word + "\"" +
           (meant.empty() ? "; obolus --help lists them." : "; did you mean \"" + meant + "\"?");
}

}  // namespace obolus::app
