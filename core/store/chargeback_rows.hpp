// What a chargeback looks for: a giver's budgets that are not divided yet, and what waits of what he gave.
#pragma once

#include <vector>

#include "store/claim_rows.hpp"

namespace obolus::store {

struct OpenBudget {
    base::Month month;
    std::int64_t amount_micro = 0;
};
/// With something in them, the latest month first.
std::vector<OpenBudget> open_budgets(Connection& connection, base::MemberId member, money::Currency currency);

/// Waiting arrivals that may hold lines of this giver, the latest first: shares of his closes, his gifts, and if he has
/// left what came back to him.
std::vector<Arrival> waiting_from(Connection& connection, base::MemberId giver);

/// Whether a month is divided, but not wholly paid: shares are then in no escrow yet.
bool is_closing_a_month(Connection& connection);

/// Some lines of a waiting arrival have gone back, `returned_micro` in all. `fee_micro` is the fee of the others.
void note_returned(Transaction& transaction, const Arrival& arrival, std::int64_t returned_micro,
                   std::int64_t fee_micro);

}  // namespace obolus::store
