// One-off amounts. The transfer's single line says who, what and how much; what became of it: claim_rows.hpp.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "store/history_rows.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

struct StoredGift {
    base::MemberId giver;
    std::int64_t seq = 0;
    std::int32_t n = 0;
    bool show_name = false;
    std::int64_t fee_ppm = 0;  ///< frozen at giving (rule 18)
};
void add_gifts(Transaction& transaction, std::span<const StoredGift> gifts);
std::optional<StoredGift> read_gift(Connection& connection, base::MemberId giver, std::int64_t seq, std::int32_t n);
/// A giver's gifts before txn `before_seq`, latest first: by what touched his wallet.
std::vector<StoredGift> gifts_by(Connection& connection, base::MemberId giver, const HistoryOf& wallet,
                                 std::int64_t before_seq, std::int64_t count_max);

}  // namespace obolus::store
