// Where the money of a top-up that was charged back is taken from (rule 21): the wallet, then the open budgets, then
// what waits unclaimed, and the rest is the operator's loss. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace obolus::payouts {

/// What can be taken, in micro-units, in the order in which it is taken.
struct ChargebackSources {
    std::int64_t wallet = 0;
    std::span<const std::int64_t> budgets;  ///< the running month's first
    std::span<const std::int64_t> lines;    ///< of the giver, unclaimed, the latest first
};
struct ChargebackPlan {
    std::int64_t from_wallet = 0;
    std::vector<std::int64_t> from_budgets;  ///< one for each budget; may be 0
    std::int64_t from_escrow = 0;
    /// How many lines go back to the wallet first. A line goes back whole, so the last one may bring more than
    /// `from_escrow` needs: that stays in the wallet.
    std::size_t lines_returned = 0;
    std::int64_t loss = 0;
};
/// The four parts sum to `amount_micro`.
ChargebackPlan plan_chargeback(std::int64_t amount_micro, const ChargebackSources& sources);

}  // namespace obolus::payouts
