// An entry's config against the schema in its plugin's manifest.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "plugin_host/host.hpp"

namespace obolus::plugin_host {

/// All that is wrong with it, as sentences separated by "; "; "" when it may be passed on.
std::string check_config(const boost::json::object& config, const Manifest& manifest);

}  // namespace obolus::plugin_host
