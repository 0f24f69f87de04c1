// Which transfers touched an account: account_history, written behind the writer, and the journal's tail that is not in
// it yet. Wallets, budgets and revenue only: first-in first-out accounts, whose history people read and traces follow.
#pragma once

#include <optional>
#include <vector>

#include "store/claim_rows.hpp"

namespace obolus::store {

/// Writes account_history for txns after log_head.history_seq, at most `txns_max`; the head moves on. How many txns.
std::int64_t index_history(Transaction& transaction, std::int64_t txns_max);

/// An account by its number.
std::optional<ledger::Account> read_account(Connection& connection, std::int64_t id);

/// Up to where account_history was written, as the snapshot sees it, and the question's account.
struct HistoryOf {
    std::int64_t account = 0;
    std::int64_t history_seq = 0;
};
HistoryOf history_of(Snapshot& snapshot, const ledger::AccountKey& account);

/// Transfers that touched the account in txns before `before_seq`, the latest first.
std::vector<ledger::Transfer> latest_transfers(Connection& connection, const HistoryOf& of, std::int64_t before_seq,
                                               std::int64_t count_max);

/// What had been posted to the account before the txn `before_seq`.
struct Totals {
    std::int64_t debits = 0;
    std::int64_t credits = 0;
};
Totals totals_before(Connection& connection, const HistoryOf& of, std::int64_t before_seq);

/// A posted transfer's place in one of the account's two first-in first-out queues: what came in, or what went out.
struct QueueEntry {
    ledger::LineAddress transfer;  ///< without a line
    bool credit = false;
    std::int64_t from = 0;
    std::int64_t amount_micro = 0;
};
/// The account's first `count_max` posted transfers, in order: in each queue the places follow each other.
std::vector<QueueEntry> queue_of(Connection& connection, const HistoryOf& of, std::int64_t count_max);

/// Arrivals of the identity that a claim in this txn released, in order: their addresses, and who claimed.
std::vector<Arrival> claimed_arrivals(Connection& connection, base::IdentityId identity, std::int64_t seq);
/// The txn that returned the line; nothing when none has.
std::optional<std::int64_t> returned_by(Connection& connection, const ledger::LineAddress& line);

/// The txn's transfers, in order.
std::vector<ledger::Transfer> transfers_of(Connection& connection, std::int64_t seq);

}  // namespace obolus::store
