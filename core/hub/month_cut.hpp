// The month's cut: recorded by the writer at the first commit past the boundary (rule 6).
#pragma once

#include "hub/verb.hpp"

namespace obolus::store {
class Transaction;
}

namespace obolus::hub {

/// The month that commands of this transaction belong to.
base::Month running_month(const store::Transaction& transaction, const Rules& rules);

/// First step of every transaction: if the last commit was in an earlier month, that month is cut here, after the last
/// txn so far. The sequence decides what belonged to it, not anybody's clock.
void record_month_cut(store::Transaction& transaction, const Rules& rules);

}  // namespace obolus::hub
