#include "giving/budget.hpp"

#include <algorithm>
#include <utility>

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

std::vector<ledger::Posting> with_reserve(ledger::Posting income, BudgetState before) {
    before.wallet += income.amount_micro;
    std::vector<ledger::Posting> postings{std::move(income)};
    if (auto reserve = adjust_reserve(before)) postings.push_back(*std::move(reserve));
    return postings;
}

}  // namespace obolus::giving
