// Payouts and what became of them.
#pragma once

#include <optional>
#include <vector>

#include "payouts/payout.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

/// Numbers the payout and adds it.
std::int64_t add_payout(Transaction& transaction, const payouts::Payout& payout);
/// State, reference, reason, attempts and time of the next question.
void update_payout(Transaction& transaction, const payouts::Payout& payout);

std::optional<payouts::Payout> read_payout(Connection& connection, std::int64_t number);
/// A member's, latest first; only those before `before` unless it is 0.
std::vector<payouts::Payout> payouts_of(Connection& connection, base::MemberId member, std::int64_t before,
                                        std::int64_t count_max);
/// Reserved ones that the rail is to be asked about at `now`, the longest waiting first.
std::vector<payouts::Payout> payouts_to_ask(Connection& connection, base::Time now, std::int64_t count_max);
/// What payouts of this account held just before the txn `seq`.
std::int64_t held_before(Connection& connection, base::MemberId member, ledger::AccountKind source, std::int64_t seq);

/// Whether one of the member's months was divided over others: the operator's condition for payouts (rule 19).
bool has_funded_month(Connection& connection, base::MemberId member);

}  // namespace obolus::store
