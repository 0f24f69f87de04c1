// The subcommands, one source each. Each adds itself to the command line and, when it is the one that was asked for,
// leaves what is to be run in `chosen`. What is run answers with the process's exit code or throws Stop (stop.hpp).
#pragma once

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "app/stop.hpp"

namespace obolus::app {

using Chosen = std::function<Exit()>;

/// The whole command line, in the order in which --help shows it.
void add_commands(CLI::App& app, Chosen& chosen);

/// What to say about a first word that is no command ("" when it is one, or an option): the nearest one.
std::string unknown_command(const CLI::App& app, int argc, const char* const* argv);

void add_serve(CLI::App& app, Chosen& chosen);
void add_migrate(CLI::App& app, Chosen& chosen);
void add_check_config(CLI::App& app, Chosen& chosen);
void add_close_month(CLI::App& app, Chosen& chosen);
void add_audit(CLI::App& app, Chosen& chosen);
void add_backup(CLI::App& app, Chosen& chosen);
void add_accept_rollback(CLI::App& app, Chosen& chosen);
void add_move(CLI::App& app, Chosen& chosen);
void add_trace(CLI::App& app, Chosen& chosen);
void add_token(CLI::App& app, Chosen& chosen);
void add_chargeback(CLI::App& app, Chosen& chosen);
void add_identity(CLI::App& app, Chosen& chosen);
void add_withdraw_platform(CLI::App& app, Chosen& chosen);
void add_plugin(CLI::App& app, Chosen& chosen);
void add_demo_platform(CLI::App& app, Chosen& chosen);
void add_demo(CLI::App& app, Chosen& chosen);

}  // namespace obolus::app
