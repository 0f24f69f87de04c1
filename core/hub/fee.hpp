// The operator's fee (rule 18): taken when money reaches revenue, line by line at the rate frozen at giving, rounded
// down. What goes back to its giver goes back whole.
#pragma once

#include <vector>

#include "hub/waiting.hpp"

namespace obolus::hub {

/// The fee of these lines of one arrival. Looks for rates: call it only for an arrival that has a fee at all.
std::int64_t fee_of_lines(store::Connection& connection, const store::Arrival& arrival,
                          const std::vector<ledger::Line>& lines);

/// What is taken of the lines that a claim releases (all but `returned`), noted at their arrivals; 0 costs one look at
/// each arrival.
std::int64_t settle_fees(store::Transaction& transaction, const Waiting& waiting,
                         const std::vector<ledger::LineAddress>& returned);

/// revenue -> fee; both accounts are loaded into the book.
ledger::Posting fee_posting(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                            base::MemberId member, std::int64_t fee_micro);

}  // namespace obolus::hub
