#include "giving/budget.hpp"

#include <algorithm>

namespace obolus::giving {

std::optional<ledger::Posting> adjust_reserve(const BudgetState& state) {
    const money::Currency currency = state.plan.currency();
    const auto wallet = ledger::wallet_of(state.member, currency);
    const auto budget = ledger::budget_of(state.member, state.month, currency);
    const std::int64_t plan = state.plan.micro();
    if (state.reserved > plan)
        return ledger::Posting{ledger::TransferKind::budget_release, budget, wallet, state.reserved - plan};
    if (state.flattrs == 0) return std::nullopt;
    const std::int64_t missing = std::min(plan - state.reserved, state.wallet);
    if (missing <= 0) return std::nullopt;
    return ledger::Posting{ledger::TransferKind::budget_reserve, wallet, budget, missing};
}

}  // namespace obolus::giving
