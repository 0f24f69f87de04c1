// What post() says no to.
#pragma once

#include "base/result.hpp"

namespace obolus::ledger {

enum class Refusal {
    amount_not_positive = 1,  ///< invariant 4
    same_account,             ///< invariant 4
    mixed_currencies,         ///< invariant 4
    insufficient_funds,       ///< invariant 3: a liability would be overdrawn
    total_too_large,          ///< a total would leave the int64 range
    lines_do_not_sum,         ///< invariant 2: a packed amount is the sum of its lines
    nothing_to_post,          ///< a txn without transfers
    hold_unknown,             ///< invariant 5: the accounts don't hold what this would resolve
    above_hold                ///< invariant 5: more than was held
};
std::error_code make_error_code(Refusal refusal) noexcept;

}  // namespace obolus::ledger

template <>
struct std::is_error_code_enum<obolus::ledger::Refusal> : std::true_type {};
