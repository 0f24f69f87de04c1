// The accounts' history follows the journal, behind the writer, so that flattrs and closes pay nothing for it. Called
// by jobs; what it hasn't reached yet, statements and traces read from the journal itself.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct IndexHistory {
    std::int64_t txns_max = 500;  ///< so few that nobody else's commit waits long
};
struct IndexedHistory {
    std::int64_t txns = 0;  ///< indexed now; 0: the history has caught up
};
std::vector<base::Result<IndexedHistory>> index_history(store::Transaction&, const Rules&,
                                                        std::span<const IndexHistory>);

}  // namespace obolus::hub
