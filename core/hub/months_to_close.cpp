#include "hub/months_to_close.hpp"

#include <algorithm>

#include "hub/close_month.hpp"
#include "hub/month_cut.hpp"
#include "store/month_rows.hpp"
#include "store/transaction.hpp"

namespace obolus::hub {

base::Result<std::vector<base::Month>> months_to_close(store::Snapshot& snapshot, const Rules& rules,
                                                       const FindMonthsToClose&) {
    std::vector<base::Month> months;
    for (const store::StoredMonth& month : store::all_months(snapshot.connection()))
        if (static_cast<MonthPhase>(month.phase) != MonthPhase::closed) months.push_back(month.month);
    const base::Month last = snapshot.head().month;
    if (last.index != 0 && last < running_month(snapshot, rules)) months.push_back(last);
    std::ranges::sort(months);
    return months;
}

}  // namespace obolus::hub
