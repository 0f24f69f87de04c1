// Giving received money on: revenue -> wallet; then the running month's budget is filled as far as its plan goes (rule
// 2).
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct UseRevenue {
    base::MemberId member;
    money::Amount amount = money::Amount::zero(money::euro());
    std::string idempotency_key;
};
struct UseRevenueReceipt {
    std::string id;  ///< of the transfer
    money::Amount amount = money::Amount::zero(money::euro());
    money::Amount revenue = money::Amount::zero(money::euro());  ///< after it
    money::Amount wallet = money::Amount::zero(money::euro());
    money::Amount reserved = money::Amount::zero(money::euro());
    bool repeated = false;
};
/// Refusals: account_needed, amount_zero, currency_mismatch, ledger::Refusal::insufficient_funds, idempotency_key_*.
std::vector<base::Result<UseRevenueReceipt>> use_revenue(store::Transaction&, const Rules&,
                                                         std::span<const UseRevenue>);

}  // namespace obolus::hub
