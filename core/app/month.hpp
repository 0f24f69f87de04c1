// Closing a month from the command line, for `close-month` and `demo next-month`.
#pragma once

#include <optional>

#include "hub/hub.hpp"
#include "hub/preview_close.hpp"

namespace obolus::app {

/// The earliest month that has ended and isn't closed; none when all are.
std::optional<base::Month> month_to_close(hub::Hub& hub);
/// Steps until the month is closed, with a bar. Stopped anywhere, it goes on from there when it is run again.
hub::MonthStatus close_to_the_end(hub::Hub& hub, base::Month month);
/// Ends the running month of a demo hub; which one that was.
base::Month end_running_month(hub::Hub& hub);

/// "2026-11 is closed: 10 flattrs of 1 giver, EUR 1.00 for 10 recipients."
std::string sentence_of(const hub::MonthStatus& closed);

}  // namespace obolus::app
