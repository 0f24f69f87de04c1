// What a batch of flattrs reads and writes, a statement for each table instead of some for each flattr. What is not
// found here is a stranger's, and added on the spot by identity_rows and giving_rows.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "giving/thing.hpp"
#include "identity/identity.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

/// For each, its row when it is known and what is said of it is what was said before; number 0 otherwise.
std::vector<StoredIdentity> find_unchanged(Connection& connection,
                                           std::span<const identity::ExternalIdentity* const> identities);
std::vector<base::ThingId> find_unchanged(Connection& connection, std::span<const giving::Thing* const> things);

/// What a month's giver has decided and done so far.
struct GiverMonth {
    base::MemberId giver;
    std::int64_t plan_micro = 0;
    std::int64_t flattrs = 0;  ///< that count
    bool left = false;         ///< no member any more (rule 20)
    bool listed = false;       ///< in the list of the month's givers, which the close goes by
};
/// One for each, in their order.
std::vector<GiverMonth> load_givers(Connection& connection, base::Month month, std::span<const base::MemberId> givers);
/// Lists those that aren't yet. What is said of them, their new flattrs counted, is known from now on.
void list_givers(Transaction& transaction, base::Month month, std::span<const GiverMonth> givers);

struct GivenThing {
    base::MemberId giver;
    base::ThingId thing;
};
/// Whether each counts in the month.
std::vector<bool> have_flattrs(Connection& connection, base::Month month, std::span<const GivenThing> given);

struct NewFlattr {
    base::MemberId giver;
    StoredFlattr flattr;
};
/// They count afterwards, also those that were undone before; none did before. Of the running month, and no two of one
/// giver for one thing.
void add_flattrs(Transaction& transaction, base::Month month, std::span<const NewFlattr> flattrs);

}  // namespace obolus::store
