#include "base/result.hpp"

#include <array>

namespace obolus::base {

std::string NamedCategory::message(int value) const {
    if (value < 1 || static_cast<std::size_t>(value) > names_.size()) return "unknown";
    return std::string(names_[static_cast<std::size_t>(value) - 1]);
}

namespace {
constexpr std::array<std::string_view, 13> fault_names{
    "storage_unavailable",  "storage_full",       "storage_read_only", "storage_locked", "books_elsewhere",
    "storage_stopped",      "outcome_unknown",    "overloaded",        "timed_out",      "shutting_down",
    "platform_unavailable", "plugin_unavailable", "internal"};
const NamedCategory category{"fault", fault_names};
}  // namespace

const std::error_category& fault_category() noexcept { return category; }
std::error_code make_error_code(Fault fault) noexcept { return {static_cast<int>(fault), category}; }

}  // namespace obolus::base
