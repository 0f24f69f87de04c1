// What the rules of claims say no to.
#pragma once

#include "base/result.hpp"

namespace obolus::claims {

enum class Refusal {
    identity_claimed_by_another = 1,  ///< the identity is linked to another member
    nothing_waiting                   ///< no money waits for this identity
};
std::error_code make_error_code(Refusal refusal) noexcept;

}  // namespace obolus::claims

template <>
struct std::is_error_code_enum<obolus::claims::Refusal> : std::true_type {};
