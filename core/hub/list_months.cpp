#include <algorithm>
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

std::int64_t done_ppm(const MonthStatus& status) noexcept {
    constexpr std::int64_t half = 500'000;
    const auto part = [](std::int64_t done, std::int64_t all) {
        return all <= 0 ? 0 : half * std::clamp<std::int64_t>(done, 0, all) / all;
    };
    switch (status.phase) {
        case MonthPhase::dividing:
            return part(status.givers_closed, status.givers);
        case MonthPhase::paying:
            return half + part(status.shares_paid, status.shares);
        case MonthPhase::closed:
            return 2 * half;
        case MonthPhase::running:
        case MonthPhase::cut:
            break;
    }
    return 0;
}

namespace {
/// Earlier, an estimate is a guess.
constexpr std::int64_t estimate_after_us = 1'000'000;

std::optional<std::chrono::seconds> time_left(const MonthStatus& status, std::int64_t busy_us) {
    if (status.phase != MonthPhase::dividing && status.phase != MonthPhase::paying) return std::nullopt;
    const std::int64_t done = done_ppm(status);
    if (done == 0 || busy_us < estimate_after_us) return std::nullopt;
    const double all_us = static_cast<double>(busy_us) * 1e6 / static_cast<double>(done);
    return std::chrono::ceil<std::chrono::seconds>(
        std::chrono::duration<double, std::micro>(all_us - static_cast<double>(busy_us)));
}
}  // namespace

MonthStatus status_of(store::Connection& connection, const Rules& rules, const store::StoredMonth& month) {
    MonthStatus status;
    status.month = month.month;
    status.phase = static_cast<MonthPhase>(month.phase);
    status.ends_at = rules.calendar.start_of(month.month.next());
    status.flattrs = month.flattrs;
    status.givers = month.givers;
    std::int64_t reserved = month.reserved_micro;
    // A close has counted the rest when it began.
    if (status.phase < MonthPhase::dividing) {
        const store::MonthCounts counts = store::count_month(connection, month.month);
        status.givers = counts.givers;
        reserved = counts.reserved_micro;
    }
    status.givers_closed = month.givers_closed;
    status.shares = month.shares;
    status.shares_paid = month.shares_paid;
    status.recipients = month.paying.recipients;
    status.reserved = money::Amount::from_micro(reserved, rules.currency).value();
    status.divided = money::Amount::from_micro(month.divided_micro, rules.currency).value();
    status.left = time_left(status, month.busy_us);
    return status;
}

store::StoredMonth uncut_month(const store::Snapshot& snapshot, base::Month month) {
    store::StoredMonth uncut;
    uncut.month = month;
    if (month == snapshot.head().month) uncut.flattrs = snapshot.head().flattrs;
    return uncut;
}

base::Result<std::vector<MonthStatus>> list_months(store::Snapshot& snapshot, const Rules& rules, const ListMonths&) {
    store::Connection& connection = snapshot.connection();
    store::StoredMonth running = uncut_month(snapshot, running_month(snapshot, rules));
    running.phase = static_cast<int>(MonthPhase::running);
    std::vector<MonthStatus> months{status_of(connection, rules, running)};
    // The clock is past a boundary, but no commit has recorded the cut yet.
    const base::Month last = snapshot.head().month;
    if (last.index != 0 && last < running.month)
        months.push_back(status_of(connection, rules, uncut_month(snapshot, last)));
    for (const store::StoredMonth& month : store::all_months(connection))
        months.push_back(status_of(connection, rules, month));
    return months;
}

}  // namespace obolus::hub
