// The settings page, which several forms come back to.
#pragma once

#include "web/entry.hpp"

namespace obolus::web {

/// For a member's visitor.
Awaitable<http::Response> show_settings_page(DoorPtr door, Visitor visitor, std::optional<RefusedForm> refused);

}  // namespace obolus::web
