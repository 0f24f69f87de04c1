// What nobody has claimed in time goes back to its givers, never to the operator (rule 17). Bounded: call until nothing
// is left.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct ExpireEscrow {
    std::int64_t identities_max = 100;
};
struct ExpiryReceipt {
    std::int64_t identities = 0;  ///< whose money went back; 0: nothing more can be done
    std::int64_t skipped = 0;  ///< that are due, but the ledger refused or there is nowhere to go; the others went on
    money::Amount returned = money::Amount::zero(money::euro());
};
std::vector<base::Result<ExpiryReceipt>> expire_escrow(store::Transaction&, const Rules&,
                                                       std::span<const ExpireEscrow>);

}  // namespace obolus::hub
