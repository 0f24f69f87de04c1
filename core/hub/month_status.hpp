// How far a month has come, put together from the store's rows.
#pragma once

#include "hub/close_month.hpp"
#include "store/month_rows.hpp"

namespace obolus::hub {

MonthStatus status_of(store::Connection& connection, const Rules& rules, const store::StoredMonth& month);

}  // namespace obolus::hub
