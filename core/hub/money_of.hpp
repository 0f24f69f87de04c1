// A member's money as a verb works with it: the accounts loaded, the running month's budget kept in step with its plan.
#pragma once

#include "giving/budget.hpp"
#include "hub/verb.hpp"
#include "ledger/book.hpp"

namespace obolus::hub {

/// Micro-units free in the wallet, and reserved for the month.
money::Amount wallet_in(const ledger::Book& book, base::MemberId member, const Rules& rules);
money::Amount reserved_in(const ledger::Book& book, base::MemberId member, base::Month month, const Rules& rules);

/// What is known of the member's month; wallet and budget are in the book.
giving::BudgetState budget_in(const ledger::Book& book, base::MemberId member, base::Month month,
                              std::int64_t plan_micro, std::int64_t flattrs, const Rules& rules);

/// Loads wallet and budget of the member into the book.
void load_money(store::Transaction& transaction, ledger::Book& book, base::MemberId member, base::Month month,
                const Rules& rules);

}  // namespace obolus::hub
