// Closing one's account (rule 20): what is in wallet and revenue is paid out first, the running month closes as usual,
// and what comes back later waits in the escrow of the identity that was linked last.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct Leave {
    std::string token;  ///< of a session of the member
    std::string rail;   ///< where the rest is paid to; "" when there is nothing left
    std::string destination;
    std::string idempotency_key;
};
struct LeaveReceipt {
    money::Amount paid_out = money::Amount::zero(money::euro());  ///< reserved: wallet and revenue, whole minor units
    money::Amount stays = money::Amount::zero(money::euro());     ///< fractions of a cent, in escrow
    money::Amount reserved = money::Amount::zero(money::euro());  ///< in the running month, which closes as usual
    std::string payout_id;                                        ///< "" when nothing was left
};
/// Ends all sessions and revokes all tokens of the member. Refusals: not_signed_in, account_needed, sign_in_not_recent,
/// rail_disabled, payouts::Refusal::destination_malformed, payouts::Refusal::not_reciprocal, idempotency_key_*.
std::vector<base::Result<LeaveReceipt>> leave(store::Transaction&, const Rules&, std::span<const Leave>);

}  // namespace obolus::hub
