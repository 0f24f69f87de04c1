// How far a month has come, put together from the store's rows.
#pragma once

#include "hub/close_month.hpp"
#include "store/month_rows.hpp"
#include "store/transaction.hpp"

namespace obolus::hub {

/// A month of which no commit has recorded the cut, the running one or one that ended a moment ago, as the books have
/// it.
store::StoredMonth uncut_month(const store::Snapshot& snapshot, base::Month month);

MonthStatus status_of(store::Connection& connection, const Rules& rules, const store::StoredMonth& month);

}  // namespace obolus::hub
