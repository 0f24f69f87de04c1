// Money for a handle that no platform could resolve (rule 15). Whoever signs in with that handle begins to wait, and
// the givers are told at once; the same account with the same handle may take the money at a sign-in days later.
// Another account with the handle begins anew.
#pragma once

#include <vector>

#include "hub/sign_in.hpp"
#include "store/claim_rows.hpp"

namespace obolus::hub {

/// A sign-in has proven `id`, and that it has this handle now. Begins the wait if somebody was given something under
/// it; ends the wait for a handle that the account no longer has.
void note_handle(store::Transaction& transaction, const Rules& rules, base::IdentityId id,
                 const identity::ExternalIdentity& proven);

/// A handle that one of the session's identities has shown.
struct ShownHandle {
    base::IdentityId identity;  ///< the one by handle, whose escrow it is
    base::Time claimable_from;  ///< a sign-in from then on takes what waits
    base::Time shown_at;        ///< this session's proof: it takes only what had waited long enough by then
    bool ripe = false;          ///< and this session's was later
};
std::vector<ShownHandle> shown_handles(store::Connection& connection, const Rules& rules, const SessionView& session);

/// What waits under the handle and has waited long enough: each gift has days of its own.
std::vector<store::Arrival> claimable_arrivals(store::Connection& connection, const Rules& rules,
                                               const ShownHandle& handle, base::Time now);

}  // namespace obolus::hub
