// The month's cut: recorded by the writer at the first commit past the boundary (rule 6).
#pragma once

#include "hub/verb.hpp"

namespace obolus::store {
class Transaction;
class Snapshot;
}  // namespace obolus::store

namespace obolus::hub {

/// The month that commands of this transaction belong to. It never goes back, whatever becomes of the calendar (another
/// time zone in the config): a month that was cut takes no more money, since nobody would ever divide it.
base::Month running_month(const store::Transaction& transaction, const Rules& rules);
/// The same as a reader sees it.
base::Month running_month(const store::Snapshot& snapshot, const Rules& rules);

/// First step of every transaction: if the last commit was in an earlier month, that month is cut here, after the last
/// txn so far. The sequence decides what belonged to it, not anybody's clock.
void record_month_cut(store::Transaction& transaction, const Rules& rules);

}  // namespace obolus::hub
