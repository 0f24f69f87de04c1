// What the rules of giving say no to.
#pragma once

#include "base/result.hpp"

namespace obolus::giving {

enum class Refusal {
    own_thing = 1  ///< one can't flattr oneself (rule 11)
};
std::error_code make_error_code(Refusal refusal) noexcept;

}  // namespace obolus::giving

template <>
struct std::is_error_code_enum<obolus::giving::Refusal> : std::true_type {};
