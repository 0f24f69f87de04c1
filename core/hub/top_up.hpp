// Money in: rail clearing -> wallet; then the running month's budget is filled as far as its plan goes (rule 2).
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct TopUp {
    base::MemberId member;
    money::Amount amount;         ///< whole minor units
    std::string rail;             ///< "test"
    std::string idempotency_key;  ///< the client's; the same key again gives the first answer
};

struct TopUpReceipt {
    std::string id;  ///< of the transfer
    money::Amount amount;
    money::Amount wallet;    ///< after it, what was reserved for this month already taken out
    money::Amount reserved;  ///< in this month's budget now
    bool repeated = false;   ///< the key was known: nothing was done again
};

/// Refusals: rail_disabled, amount_zero, amount_too_fine, amount_too_large, currency_mismatch, idempotency_key_*.
std::vector<base::Result<TopUpReceipt>> top_up(store::Transaction&, const Rules&, std::span<const TopUp>);

}  // namespace obolus::hub
