// The monthly plan (rules 1-3): raised, the difference is reserved now; lowered, released now; zero ends it.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct SetBudget {
    base::MemberId member;
    money::Amount plan;  ///< per month; may be zero
};

struct BudgetView {
    money::Amount plan;
    money::Amount reserved;  ///< held for the running month; zero before the month's first flattr
    money::Amount wallet;    ///< free money
};

/// Refusals: currency_mismatch.
std::vector<base::Result<BudgetView>> set_budget(store::Transaction&, const Rules&, std::span<const SetBudget>);

}  // namespace obolus::hub
