// Reads what a plugin says of itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plugin_host/host.hpp"

namespace obolus::plugin_host {

/// Nothing, and in `problem` what is wrong and where, when it isn't what docs/reference/plugin-messages.md describes.
std::optional<Manifest> read_manifest(std::string_view bytes, std::string& problem);

}  // namespace obolus::plugin_host
