// "Leave me alone": nothing can be given to an identity that has opted out, until its owner signs in and lifts it (rule
// 16). What waits goes back to its givers; what the hub knew of the person is erased but for a keyed hash.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

/// For all identities that the session has proven.
struct OptOut {
    std::string token;
};
struct OptOutReceipt {
    money::Amount returned = money::Amount::zero(money::euro());  ///< to the givers
    std::int64_t givers = 0;
    std::int64_t identities = 0;  ///< that have opted out now
};
/// Refusals: not_signed_in, claims::Refusal::identity_is_linked (unlink it or close the account first).
std::vector<base::Result<OptOutReceipt>> opt_out(store::Transaction&, const Rules&, std::span<const OptOut>);

/// What is left of somebody whose last identity this was, and stayed in his wallet, waits here again (rule 20).
/// Refusals: not_signed_in, claims::Refusal::not_opted_out.
struct LiftOptOut {
    std::string token;
};
std::vector<base::Result<OptOutReceipt>> lift_opt_out(store::Transaction&, const Rules&, std::span<const LiftOptOut>);

}  // namespace obolus::hub
