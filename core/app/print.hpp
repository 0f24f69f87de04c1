// How subcommands answer: sentences for people, one JSON object for programs (--json), the same words as the API's.
#pragma once

#include <cstdint>
#include <string>

#include <boost/json/object.hpp>

#include "api/views.hpp"
#include "money/amount.hpp"

namespace obolus::app {

/// "EUR 1.00".
std::string to_text(const money::Amount& amount);
/// "1 flattr", "2 flattrs".
std::string counted(std::int64_t count, const std::string& one);

using api::to_json;

/// One line on stdout.
void print(const boost::json::object& object);

}  // namespace obolus::app
