// Things, flattrs and the months they belong to.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "giving/thing.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

base::ThingId find_or_add(Transaction& transaction, const giving::Thing& thing);
std::optional<giving::Thing> read_thing(Connection& connection, base::ThingId id);

struct StoredFlattr {
    base::ThingId thing;
    base::IdentityId identity;
    base::Time at;
    bool show_name = false;    ///< the recipient may see who gave (rule 25)
    std::int64_t fee_ppm = 0;  ///< frozen at giving (rule 18)
};
/// Whether it counts; nothing when there is none.
std::optional<bool> flattr_counts(Connection& connection, base::Month month, base::MemberId giver, base::ThingId thing);
bool has_flattr(Connection& connection, base::Month month, base::MemberId giver, base::ThingId thing);
/// Whether the giver shows his name with it (rule 25).
bool shows_name(Connection& connection, base::Month month, base::MemberId giver, base::ThingId thing);
/// All flattrs for things of this identity with which their givers show their names.
struct ShownFlattr {
    base::Month month;
    base::MemberId giver;
    base::ThingId thing;
    friend auto operator<=>(const ShownFlattr&, const ShownFlattr&) = default;
};
std::set<ShownFlattr> shown_flattrs(Connection& connection, base::IdentityId identity);
/// One of the running month.
void undo_flattr(Transaction& transaction, base::Month month, base::MemberId giver, base::ThingId thing);
/// Where a flattr stands among its giver's of the month.
struct FlattrPlace {
    base::Time at;
    base::ThingId thing;
};
std::optional<FlattrPlace> place_of_flattr(Connection& connection, base::Month month, base::MemberId giver,
                                           base::ThingId thing);
/// The giver's flattrs of the month that count and come after that place, latest first.
std::vector<StoredFlattr> flattrs_after(Connection& connection, base::Month month, base::MemberId giver,
                                        const FlattrPlace& after, std::int64_t count_max);
/// Flattrs of the month that count, for things of this identity.
std::int64_t flattrs_for(Connection& connection, base::IdentityId identity, base::Month month);

/// How many flattrs of the giver count in the month.
std::int64_t flattrs_by(Connection& connection, base::Month month, base::MemberId giver);

}  // namespace obolus::store
