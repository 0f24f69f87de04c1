// The way of a cent: from the top-ups that paid for something to where it is now. wallet, budget and revenue are
// first-in first-out, so origin is a join of intervals (docs/concepts/ledger.md); escrow goes by named lines.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

/// One leg: a part of a transfer's amount.
struct TraceStep {
    int depth = 0;     ///< 0: what was asked about; > 0: distance from it
    std::string id;    ///< transfer or line: "demo/t/63.1.4"; "" for what rests in an account
    std::string kind;  ///< ledger::to_string(TransferKind), "flattr", or "rests": it is still in `from`
    base::Time at;
    std::string from;  ///< accounts as a person reads them: "wallet of member 17"
    std::string to;
    money::Amount amount = money::Amount::zero(money::euro());  ///< the part of it that belongs to this way
};

/// `id` is a flattr's, a transfer's, a line's or a payout's.
struct TraceMoney {
    std::string id;
    std::size_t steps_max = 1'000;    ///< in each direction
    std::int64_t rows_max = 200'000;  ///< looked at in all: the queues of the accounts on the way, and packed lines
};
struct Trace {
    TraceStep subject;
    std::vector<TraceStep> origins;  ///< back to top-ups, the nearest first; depth-first
    std::vector<TraceStep> fates;    ///< forward to payouts or to where the rest lies
    bool complete = true;            ///< false: there are more steps than `steps_max`, or `rows_max` lets find
};
/// Refusal: transfer_unknown.
base::Result<Trace> trace(store::Snapshot&, const Rules&, const TraceMoney&);

}  // namespace obolus::hub
