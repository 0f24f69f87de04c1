// What the rules of claims say no to.
#pragma once

#include "base/result.hpp"

namespace obolus::claims {

enum class Refusal {
    identity_claimed_by_another = 1,  ///< the identity is linked to another member
    nothing_waiting,                  ///< no money waits for this identity
    identity_is_linked,               ///< opting out is for identities that are nobody's here
    not_opted_out,                    ///< nothing to lift
    identity_not_linked,              ///< it isn't this member's
    last_sign_in,                     ///< without it the member couldn't sign in any more (rule 14)
    payout_in_flight                  ///< the rail hasn't answered yet (rule 14)
};
std::error_code make_error_code(Refusal refusal) noexcept;

}  // namespace obolus::claims

template <>
struct std::is_error_code_enum<obolus::claims::Refusal> : std::true_type {};
