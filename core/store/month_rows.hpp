// The months that were cut, how far each one's close has come, and its results.
#pragma once

#include <optional>
#include <vector>

#include "giving/close.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

/// A month past its cut. phase: 1 cut, 2 dividing, 3 paying, 4 closed.
struct StoredMonth {
    base::Month month;
    std::int64_t cut_seq = 0;
    int phase = 1;
    base::MemberId last_giver;       ///< divided so far: all givers up to this one
    base::IdentityId last_identity;  ///< paid so far: all recipients up to this one
    std::int64_t first_seq = 0;      ///< txns that hold the givers' packed transfers
    std::int64_t last_seq = 0;
    std::int64_t givers_closed = 0;
    std::int64_t paid = 0;
    std::int64_t divided_micro = 0;
};
std::optional<StoredMonth> read_month(Connection& connection, base::Month month);
void add_month(Transaction& transaction, const StoredMonth& month);
void update_month(Transaction& transaction, const StoredMonth& month);
std::vector<StoredMonth> all_months(Connection& connection);

/// What happened in a month so far.
struct MonthCounts {
    std::int64_t flattrs = 0;
    std::int64_t givers = 0;
    std::int64_t reserved_micro = 0;  ///< in budgets, not divided yet
    std::int64_t recipients = 0;
};
MonthCounts count_month(Connection& connection, base::Month month);

/// Givers with flattrs in the month after `after`, in order.
std::vector<base::MemberId> givers_after(Connection& connection, base::Month month, base::MemberId after,
                                         std::int64_t count_max);

struct StoredClose {
    base::MemberId giver;
    giving::Outcome outcome{};
    std::int64_t flattrs = 0;
    std::int64_t dropped = 0;
    std::int64_t amount_micro = 0;
    std::int64_t seq = 0;
    std::int32_t n = 0;
};
/// The unique row that makes a rerun a no-op.
void add_close(Transaction& transaction, base::Month month, money::Currency currency, const StoredClose& close);
/// A giver's closes, latest month first.
std::vector<std::pair<base::Month, StoredClose>> closes_of(Connection& connection, base::MemberId giver,
                                                           std::int64_t count_max);

struct MonthRecipient {
    base::IdentityId identity;
    std::int64_t lines = 0;
    std::int64_t amount_micro = 0;
    std::int64_t fee_micro = 0;  ///< of all of it (rule 18)
    bool opted_out = false;      ///< since their share was divided (rule 16); read only
};
/// Adds to what the recipient has coming.
void add_recipient(Transaction& transaction, base::Month month, const MonthRecipient& recipient);
/// Recipients after `after`, in order.
std::vector<MonthRecipient> recipients_after(Connection& connection, base::Month month, base::IdentityId after,
                                             std::int64_t count_max);

}  // namespace obolus::store
