// The process's log: one line for each event, to stderr. Nothing that is logged anywhere may hold a secret.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "settings/options.hpp"

namespace obolus::app {

/// Sets spdlog's default logger for the whole process.
void set_up_log(const settings::LogSettings& settings);

/// One event as a JSON object: {"time": RFC 3339 with microseconds, "level", "message"}.
std::string json_log_line(std::int64_t micros, std::string_view level, std::string_view message);

}  // namespace obolus::app
