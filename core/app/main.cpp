#include <csignal>
#include <exception>

#include "app/commands.hpp"
#include "app/startup.hpp"

int main(int argc, char** argv) {
    using namespace obolus::app;
    // A peer that hangs up is an error of that write, not of the process.
    std::signal(SIGPIPE, SIG_IGN);

    CLI::App app{"Obolus: give to anyone who has an account anywhere; the money waits until its owner takes it."};
    app.set_version_flag("--version", OBOLUS_VERSION);
    app.require_subcommand(1);
    Chosen chosen;
    add_serve(app, chosen);
    add_migrate(app, chosen);
    add_check_config(app, chosen);
    add_close_month(app, chosen);
    add_audit(app, chosen);
    add_plugin(app, chosen);
    add_demo_platform(app, chosen);
    add_demo(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    try {
        return chosen();
    } catch (const std::exception& unexpected) {
        return complain(unexpected.what());
    }
}
