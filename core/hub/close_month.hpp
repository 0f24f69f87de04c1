// The month's close, a bounded step at a time: resumable, rerunnable, two-phase (docs/concepts/ledger.md).
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

enum class MonthPhase { running, cut, dividing, paying, closed };
std::string_view to_string(MonthPhase phase) noexcept;

struct MonthStatus {
    base::Month month;
    MonthPhase phase = MonthPhase::running;
    base::Time ends_at;        ///< when the month ends or ended
    std::int64_t flattrs = 0;  ///< that count (not undone)
    std::int64_t givers = 0;   ///< with flattrs
    std::int64_t givers_closed = 0;
    std::int64_t recipients = 0;  ///< known after dividing
    std::int64_t recipients_paid = 0;
    money::Amount reserved = money::Amount::zero(money::euro());  ///< in budgets of this month, not divided yet
    money::Amount divided = money::Amount::zero(money::euro());
};

/// Does one bounded step; call again until phase is `closed`. A closed month answers as it is.
/// Refusals: month_still_running, month_unknown.
struct CloseMonth {
    base::Month month;
    std::int64_t givers_max = 1'000;
    std::int64_t lines_max = 100'000;
};
std::vector<base::Result<MonthStatus>> close_month(store::Transaction&, const Rules&, std::span<const CloseMonth>);

/// A demo hub's clock jumps to the beginning of the next month. Refusal: clock_is_fixed.
struct EndMonthEarly {};
std::vector<base::Result<base::Month>> end_month_early(store::Transaction&, const Rules&,
                                                       std::span<const EndMonthEarly>);

/// Every month in which something happened, latest first; the running month always.
struct ListMonths {};
base::Result<std::vector<MonthStatus>> list_months(store::Snapshot&, const Rules&, const ListMonths&);

}  // namespace obolus::hub
