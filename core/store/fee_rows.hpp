// The fee of what arrives (rule 18): its rate was frozen at giving, in `flattrs` and `gifts`.
#pragma once

#include "store/claim_rows.hpp"

namespace obolus::store {

/// The fee of the arrival's lines that have not gone back; 0 for nearly all, and then nobody looks for rates.
std::int64_t fee_of(Connection& connection, std::int64_t seq, std::int32_t n);
void set_fee(Transaction& transaction, std::int64_t seq, std::int32_t n, std::int64_t fee_micro);

/// The rate at which this line was given, in millionths: of the gift (seq, n), or of the flattr of that month.
std::int64_t fee_rate(Connection& connection, const Arrival& arrival, const ledger::Line& line);

}  // namespace obolus::store
