// What subcommands begin with.
#pragma once

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "app/keys.hpp"
#include "app/stop.hpp"
#include "hub/hub.hpp"
#include "settings/options.hpp"
#include "store/migrate.hpp"

namespace obolus::app {

/// `--config FILE`; default: config/obolus.yaml.
void add_config_option(CLI::App& command, std::string& file);
/// `--json`: the answer as one JSON object on stdout.
void add_json_option(CLI::App& command, bool& json);

/// The file's settings; stops when there are problems, which are then all on stderr.
settings::Settings load_settings(const std::string& file);

/// Stops unless the database is there, of this program's schema, and nobody else's to read.
void check_database(const settings::Settings& settings);

/// Creates the database or brings it to this program's schema.
store::MigrationReport bring_up_to_date(const settings::Settings& settings);

/// The key file's keys, made at a hub's first start. Stops when books that were kept with a key file have lost it: a
/// new one is never made silently. Check or create the database first.
Keys open_keys(const settings::Settings& settings);

/// Opens the books without a server, for one command. A hub that serves them may run meanwhile.
std::unique_ptr<hub::Hub> open_hub(const settings::Settings& settings);

}  // namespace obolus::app
