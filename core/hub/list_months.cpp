#include <array>

#include "hub/close_month.hpp"
#include "hub/month_cut.hpp"
#include "hub/month_status.hpp"
#include "store/transaction.hpp"

namespace obolus::hub {

namespace {
constexpr std::array<std::string_view, 5> phase_names{"running", "cut", "dividing", "paying", "closed"};
}

std::string_view to_string(MonthPhase phase) noexcept { return phase_names[static_cast<std::size_t>(phase)]; }

MonthStatus status_of(store::Connection& connection, const Rules& rules, const store::StoredMonth& month) {
    const store::MonthCounts counts = store::count_month(connection, month.month);
    MonthStatus status;
    status.month = month.month;
    status.phase = static_cast<MonthPhase>(month.phase);
    status.ends_at = rules.calendar.start_of(month.month.next());
    status.flattrs = counts.flattrs;
    status.givers = counts.givers;
    status.givers_closed = month.givers_closed;
    status.recipients = counts.recipients;
    status.recipients_paid = month.paid;
    status.reserved = money::Amount::from_micro(counts.reserved_micro, rules.currency).value();
    status.divided = money::Amount::from_micro(month.divided_micro, rules.currency).value();
    return status;
}

base::Result<std::vector<MonthStatus>> list_months(store::Snapshot& snapshot, const Rules& rules, const ListMonths&) {
    store::Connection& connection = snapshot.connection();
    store::StoredMonth running;
    running.month = running_month(snapshot, rules);
    running.phase = static_cast<int>(MonthPhase::running);
    std::vector<MonthStatus> months{status_of(connection, rules, running)};
    // The clock is past a boundary, but no commit has recorded the cut yet.
    const base::Month last = snapshot.head().month;
    if (last.index != 0 && last < running.month) {
        store::StoredMonth ended;
        ended.month = last;
        months.push_back(status_of(connection, rules, ended));
    }
    for (const store::StoredMonth& month : store::all_months(connection))
        months.push_back(status_of(connection, rules, month));
    return months;
}

}  // namespace obolus::hub
