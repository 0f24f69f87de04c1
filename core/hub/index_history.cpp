#include "hub/index_history.hpp"

#include "hub/decide_each.hpp"
#include "store/history_rows.hpp"

namespace obolus::hub {

std::vector<base::Result<IndexedHistory>> index_history(store::Transaction& transaction, const Rules&,
                                                        std::span<const IndexHistory> commands) {
    return decide_each<IndexedHistory>(transaction, nullptr, commands,
                                       [&](const IndexHistory& command) -> base::Result<IndexedHistory> {
                                           return IndexedHistory{store::index_history(transaction, command.txns_max)};
                                       });
}

}  // namespace obolus::hub
