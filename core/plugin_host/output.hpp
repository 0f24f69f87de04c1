// Checks what a plugin answers before anybody looks at it: docs/reference/plugin-messages.md as code.
#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace obolus::plugin_host {

/// "" when it is {"effect", "state"} as described; otherwise what is wrong. The provider and the instance come from the
/// hub: an identity that names its own is refused, as is a request that signs itself.
/// Whether a step's answer names an account of another provider entry than `entry`, whatever else is wrong with it.
bool names_another_provider(const boost::json::value& output, std::string_view entry);

std::string check_step_output(const boost::json::value& output);

/// "" when it is a subject or null.
std::string check_subject(const boost::json::value& subject);

}  // namespace obolus::plugin_host
