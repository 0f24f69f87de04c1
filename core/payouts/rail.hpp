// The payment rails that the books know: a name for people and configs, a number for the rows, and what a destination
// looks like. Sending is rails/' business.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace obolus::payouts {

/// The numbers are stored: append only.
enum class Rail : std::int64_t { test = 1 };

/// "test". Nothing for anything else.
std::optional<Rail> find_rail(std::string_view name) noexcept;
std::string_view to_string(Rail rail) noexcept;

/// Whether the rail can send money there. `test` understands "test:ok", "test:fail" and "test:unknown-N" (N = 1 to 99:
/// it doesn't know N times, then it has settled).
bool understands(Rail rail, std::string_view destination) noexcept;

/// N of "test:unknown-N"; 0 for any other destination.
int unknown_answers(std::string_view destination) noexcept;

}  // namespace obolus::payouts
