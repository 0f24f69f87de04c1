// What nobody has claimed in time goes back to its givers, never to the operator (rule 17). Bounded, with a cursor:
// call with the last answer's `last` until that is none. What can't go back now is passed over, so nobody waits for it.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct ExpireEscrow {
    std::int64_t identities_max = 100;  ///< looked at, whether anything of theirs can go back or not
    base::IdentityId after{};           ///< none: from the first
};
struct ExpiryReceipt {
    std::int64_t identities = 0;  ///< whose money went back
    std::int64_t skipped = 0;     ///< that are due, but the ledger refused or there is nowhere to go
    base::IdentityId last{};      ///< the last one looked at; none: there is nobody after it
    money::Amount returned = money::Amount::zero(money::euro());
};
std::vector<base::Result<ExpiryReceipt>> expire_escrow(store::Transaction&, const Rules&,
                                                       std::span<const ExpireEscrow>);

}  // namespace obolus::hub
