#include "hub/month_cut.hpp"

#include <algorithm>

#include "store/month_rows.hpp"
#include "store/transaction.hpp"

namespace obolus::hub {

base::Month running_month(const store::Transaction& transaction, const Rules& rules) {
    return std::max(rules.calendar.month_at(transaction.now()), transaction.head().month);
}

base::Month running_month(const store::Snapshot& snapshot, const Rules& rules) {
    return std::max(rules.calendar.month_at(snapshot.now()), snapshot.head().month);
}

void record_month_cut(store::Transaction& transaction, const Rules& rules) {
    store::LogHead& head = transaction.head();
    const base::Month now = running_month(transaction, rules);
    if (head.month.index != 0 && head.month < now) {
        store::StoredMonth cut;
        cut.month = head.month;
        cut.cut_seq = head.journal.seq;
        cut.flattrs = head.flattrs;
        store::add_month(transaction, cut);
        head.flattrs = 0;
    }
    if (head.month < now) head.month = now;
}

}  // namespace obolus::hub
