// The subcommands, one source each. Each adds itself to the command line and, when it is the one that was asked for,
// leaves what is to be run in `chosen`. What is run answers with the process's exit code: 0 done, 1 it couldn't be done
// (a sentence stands on stderr).
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace obolus::app {

using Chosen = std::function<int()>;

void add_serve(CLI::App& app, Chosen& chosen);
void add_migrate(CLI::App& app, Chosen& chosen);
void add_check_config(CLI::App& app, Chosen& chosen);
void add_close_month(CLI::App& app, Chosen& chosen);
void add_audit(CLI::App& app, Chosen& chosen);
void add_plugin(CLI::App& app, Chosen& chosen);
void add_demo_platform(CLI::App& app, Chosen& chosen);
void add_demo(CLI::App& app, Chosen& chosen);

}  // namespace obolus::app
