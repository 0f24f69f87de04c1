// What subcommands begin with, and how they end when something is wrong.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "hub/hub.hpp"
#include "settings/options.hpp"

namespace obolus::app {

/// `--config FILE`; default: config/obolus.yaml.
void add_config_option(CLI::App& command, std::string& file);

/// The file's settings; nothing when there are problems, which are then all on stderr.
std::optional<settings::Settings> load_settings(const std::string& file);

/// The database is there and of this program's schema; otherwise `problem` says what to do.
bool check_database(const settings::Settings& settings, std::string& problem);

/// Opens the books without a server, for one command; nothing when that can't be done (said on stderr).
std::unique_ptr<hub::Hub> open_hub(const settings::Settings& settings);

/// "obolus: ..." on stderr. Answers 1, the exit code of everything that couldn't be done.
int complain(const std::string& sentence);

}  // namespace obolus::app
