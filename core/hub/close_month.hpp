// The month's close, a bounded step at a time: resumable, rerunnable, two-phase (docs/concepts/ledger.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

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
    std::int64_t shares = 0;  ///< found so far; all of them after dividing
    std::int64_t shares_paid = 0;
    std::int64_t recipients = 0;                                  ///< paid so far; all of them when closed
    money::Amount reserved = money::Amount::zero(money::euro());  ///< in budgets of this month, not divided yet
    money::Amount divided = money::Amount::zero(money::euro());
    std::optional<std::chrono::seconds> left{};  ///< until the close is done, at its pace so far, once it has one
};

/// How much of the close is done, in millionths: dividing is the first half, paying the second.
std::int64_t done_ppm(const MonthStatus& status) noexcept;

struct PreparedStep;

/// Does one bounded step; call again until phase is `closed`. A closed month answers as it is. A step takes as many
/// givers as stay within givers_max and flattrs_max, or as many recipients as stay within lines_max shares, at least
/// one; of a recipient with more than transfer_lines_max shares as many transfers as stay within lines_max, at least
/// one. Several at once, from several hubs too, take turns: each does the next step. Refusals: month_still_running,
/// month_unknown.
struct CloseMonth {
    base::Month month;
    std::int64_t givers_max = 2'000;
    std::int64_t lines_max = 12'000;
    std::int64_t transfer_lines_max = 10'000;
    std::int64_t bucket_lines = 30'000;  ///< of recipients that are paid together; the month's first step decides
    std::int64_t flattrs_max = 12'000;
    /// What the step will find, read beforehand (prepare_close.hpp); null: the step reads by itself. One that doesn't
    /// fit, because somebody else has done a step or a budget has changed, harms nobody.
    std::shared_ptr<const PreparedStep> prepared{};
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
