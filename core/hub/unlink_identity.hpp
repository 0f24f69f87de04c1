// Unlinking: released money stays with the member, later shares go to escrow again (rule 14). Linking has no verb of
// its own: one signs in on both sides (SignIn::keep_previous), and accept_claim links what the session has proven.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct UnlinkIdentity {
    std::string token;  ///< of a session of the member
    identity::Key identity;
};
struct UnlinkReceipt {
    std::int64_t identities = 0;  ///< that are left to sign in with
};
/// Refusals: not_signed_in, account_needed, sign_in_not_recent, claims::Refusal::identity_not_linked,
/// claims::Refusal::last_sign_in, claims::Refusal::payout_in_flight.
std::vector<base::Result<UnlinkReceipt>> unlink_identity(store::Transaction&, const Rules&,
                                                         std::span<const UnlinkIdentity>);

}  // namespace obolus::hub
