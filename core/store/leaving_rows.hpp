// What ends with a member's account.
#pragma once

#include <unordered_map>
#include <vector>

#include "store/transaction.hpp"

namespace obolus::store {

/// The member has left: the plan is over, the identities are nobody's, all sessions that had proven one of them end,
/// and so do the tokens. `home` is where what comes back later waits (rule 20).
void end_membership(Transaction& transaction, base::MemberId member, base::IdentityId home);

/// Members who have left, and whose refunds wait in this identity's escrow.
std::vector<base::MemberId> members_at_home(Connection& connection, base::IdentityId home);

/// Who has left, and when.
std::unordered_map<base::MemberId, base::Time> departures(Connection& connection);

}  // namespace obolus::store
