// The way of a cent as a tree that one can read: where it came from above, where it went below.
#pragma once

#include <span>
#include <string>

#include "hub/trace.hpp"

namespace obolus::app {

/// One line for each step, its children indented below it.
std::string draw(const hub::Trace& trace);

}  // namespace obolus::app
