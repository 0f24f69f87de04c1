#include <csignal>
#include <exception>

#include "app/commands.hpp"
#include "app/private_file.hpp"

int main(int argc, char** argv) {
    using namespace obolus::app;
    // A peer that hangs up is an error of that write, not of the process.
    std::signal(SIGPIPE, SIG_IGN);
    keep_new_files_private();

    CLI::App app("", "obolus");
    Chosen chosen;
    add_commands(app, chosen);
    if (const std::string unknown = unknown_command(app, argc, argv); !unknown.empty()) {
        complain(unknown);
        return static_cast<int>(Exit::usage);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? static_cast<int>(Exit::done) : static_cast<int>(Exit::usage);
    }
    try {
        return static_cast<int>(chosen());
    } catch (const Stop& stop) {
        complain(stop.what());
        return static_cast<int>(stop.code());
    } catch (const std::exception& unexpected) {
        complain(unexpected.what());
        return static_cast<int>(Exit::fault);
    }
}
