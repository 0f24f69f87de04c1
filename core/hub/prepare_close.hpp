// What the next step of a month's close will find, read by a reader beside the writer: the close's second processor.
#pragma once

#include <memory>

#include "hub/close_month.hpp"

namespace obolus::hub {

/// The step behind `after`, or the next one of the books as they are committed when that is null. Reads and divides
/// some flattrs_max flattrs, or gathers some lines_max shares, by the limits of `step`. Null when there is nothing to
/// prepare yet: the month's close has not begun, or has come to its end, or `after` must be committed first.
struct PrepareClose {
    CloseMonth step;
    std::shared_ptr<const PreparedStep> after{};
};
base::Result<std::shared_ptr<const PreparedStep>> prepare_close(store::Snapshot&, const Rules&, const PrepareClose&);

/// Whether a month with this status stands where the step leaves it.
bool has_come_to(const MonthStatus& status, const PreparedStep& step);

}  // namespace obolus::hub
