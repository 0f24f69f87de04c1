// What the rules of payouts say no to.
#pragma once

#include "base/result.hpp"

namespace obolus::payouts {

enum class Refusal {
    destination_malformed = 1,  ///< not what the rail understands
    not_reciprocal,             ///< the operator asks for one funded month of one's own giving first (rule 19)
    payout_unknown,             ///< no such payout
    answer_contradicts,         ///< the rail said something else before; the operator must look
    top_up_unknown,             ///< no such top-up
    top_up_charged_back,        ///< it was taken back before
    month_is_closing            ///< what the giver gave is between two accounts; a moment later it is known where
};
std::error_code make_error_code(Refusal refusal) noexcept;

}  // namespace obolus::payouts

template <>
struct std::is_error_code_enum<obolus::payouts::Refusal> : std::true_type {};
