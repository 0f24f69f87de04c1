// The months that were cut, and how far each one's close has come.
#pragma once

#include <optional>
#include <vector>

#include "store/transaction.hpp"

namespace obolus::store {

/// How far phase two of a close has come; what gathers the next shares moves it on.
struct PayCursor {
    std::int64_t bucket = 0;         ///< that is being paid
    base::IdentityId last_identity;  ///< paid in it: all recipients up to this one
    base::IdentityId open_identity;  ///< a recipient with more shares than fit into one transfer; 0: none
    std::int64_t open_part = 0;      ///< where its next share is,
    std::int64_t open_shares = 0;    ///< behind so many that are its own in that part
    std::int64_t recipients = 0;     ///< paid
    friend bool operator==(const PayCursor&, const PayCursor&) = default;
};

/// A month past its cut. phase: 1 cut, 2 dividing, 3 paying, 4 closed. Everything behind it is written by the
/// close.
struct StoredMonth {
    base::Month month;
    std::int64_t cut_seq = 0;
    int phase = 1;
    std::int64_t givers = 0;          ///< who gave flattrs, also if they have undone all
    std::int64_t flattrs = 0;         ///< that count; known from the cut on
    std::int64_t reserved_micro = 0;  ///< in budgets, not divided yet; what is charged back meanwhile included

    base::MemberId last_giver;  ///< divided so far: all givers up to this one
    std::int64_t givers_closed = 0;
    std::int64_t divided_micro = 0;
    std::int64_t first_seq = 0;  ///< txns that hold the givers' packed transfers
    std::int64_t last_seq = 0;
    std::int64_t shares = 0;   ///< found so far
    std::int64_t parts = 0;    ///< of month_runs: steps of dividing that found shares
    std::int64_t buckets = 0;  ///< of month_runs: identity modulo this; negative while an earlier version's are sorted

    PayCursor paying;
    std::int64_t shares_paid = 0;

    std::int64_t busy_us = 0;  ///< time that the close has taken up to stepped_at, pauses left out
    base::Time stepped_at{};
};
std::optional<StoredMonth> read_month(Connection& connection, base::Month month);
void add_month(Transaction& transaction, const StoredMonth& month);
void update_month(Transaction& transaction, const StoredMonth& month);
std::vector<StoredMonth> all_months(Connection& connection);

/// What happened in a month so far. Looks at every giver: for a reader, and for the first step of a close.
struct MonthCounts {
    std::int64_t givers = 0;
    std::int64_t reserved_micro = 0;  ///< in budgets, not divided yet
};
MonthCounts count_month(Connection& connection, base::Month month);

}  // namespace obolus::store
