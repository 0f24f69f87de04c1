// The monthly budget: how much of the plan is reserved (rules 1-4).
#pragma once

#include <optional>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "ledger/book.hpp"
#include "money/amount.hpp"

namespace obolus::giving {

/// What is known of a giver's running month.
struct BudgetState {
    base::MemberId member;
    base::Month month;
    money::Amount plan;         ///< the recurring plan
    std::int64_t flattrs = 0;   ///< of this month; the first one opens the budget
    std::int64_t reserved = 0;  ///< micro-units in budget(member, month)
    std::int64_t wallet = 0;    ///< micro-units free in the wallet
};

/// The transfer that brings the reserve to min(plan, reserved + wallet): from the wallet if it is short, back to it if
/// it is above the plan; nothing if it is right. While no flattr of the month counts, nothing more is reserved (rule
/// 1).
std::optional<ledger::Posting> adjust_reserve(const BudgetState& state);

/// `income` into the wallet, and with it the reserve where it was short before (rule 2).
std::vector<ledger::Posting> with_reserve(ledger::Posting income, BudgetState before);

}  // namespace obolus::giving
