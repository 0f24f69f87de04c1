// One step of a month's close, and its two phases (docs/concepts/ledger.md, "The month"). Included by them, by the verb
// and by what prepares its steps.
//
// What a step finds out by reading alone is a value (DividedRange, GatheredShares): it can be found beforehand, by a
// reader on another thread, while the writer saves the step before (prepare_close.hpp). A step takes what was prepared
// if it is what it would find now, and finds it itself otherwise.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "giving/close.hpp"
#include "giving/share_run.hpp"
#include "hub/close_month.hpp"
#include "ledger/book.hpp"
#include "store/close_rows.hpp"
#include "store/ledger_rows.hpp"
#include "store/month_rows.hpp"

namespace obolus::hub {

/// The numbers are those of MonthPhase and of months.phase.
constexpr int phase_dividing = 2;
constexpr int phase_paying = 3;
constexpr int phase_closed = 4;

/// Ends what is being done: the books are not what the close has written. Nothing of the step is saved.
[[noreturn]] void disagree(base::Month month, const std::string& what);

/// What becomes of a giver's month.
struct DividedGiver {
    store::ClosingGiver giver;
    giving::Outcome outcome{};
    std::int64_t flattrs = 0;  ///< that were counted
    std::int64_t dropped = 0;
    std::optional<ledger::PackedLines> packed{};  ///< of `divided`
    std::int64_t reserved() const noexcept { return giver.budget.available(); }
};
/// A range of givers, divided; `runs` are their shares, sorted by groups of recipients.
struct DividedRange {
    base::MemberId after;  ///< where it begins
    std::int64_t buckets = 0;
    std::vector<DividedGiver> givers{};  ///< none: all are divided
    store::Exclusions exclusions{};
    std::vector<giving::ShareRun> runs{};
    std::int64_t shares = 0;
};
/// The next range behind `month.last_giver` within the limits. A month that is cut gets no more flattrs and loses none,
/// so that what is found depends on nothing but the budgets and the exclusions.
DividedRange divide_range(store::Connection& connection, const Rules& rules, const store::StoredMonth& month,
                          const CloseMonth& limits);
/// Whether the range is what divide_range() would find now; `givers` are those of its rows now.
bool still_holds(store::Connection& connection, const DividedRange& range, const store::StoredMonth& month,
                 const std::vector<store::ClosingGiver>& givers);

/// What a recipient, or a part of one, has coming in one transfer.
struct Portion {
    base::IdentityId identity;
    std::vector<ledger::Line> lines;
    std::vector<std::int64_t> fees{};             ///< of each line; empty when there are none
    std::optional<ledger::PackedLines> packed{};  ///< all lines
};
using Portions = std::vector<std::shared_ptr<const Portion>>;
struct GatheredShares {
    store::PayCursor from;
    store::PayCursor to;  ///< behind these portions
    std::int64_t parts = 0;
    Portions portions{};  ///< none: all are paid
    Portions rest{};      ///< the bucket's next ones, which were found with them: need not be looked for again
};
/// The next shares behind `month.paying` within the limits; `rest` are those that come first, if that is known. What
/// the runs say is fixed when all givers are divided.
GatheredShares gather_shares(store::Connection& connection, const store::StoredMonth& month, const CloseMonth& limits,
                             const Portions& rest = {});

/// A step that was prepared: of the one or the other phase.
struct PreparedStep {
    base::Month month;
    int phase = 0;
    DividedRange range{};
    GatheredShares shares{};
    /// What the month's status will say when it is done.
    std::int64_t givers_closed = 0;
    std::int64_t shares_paid = 0;
};

struct CloseStep {
    store::Transaction& transaction;
    const Rules& rules;
    const CloseMonth& limits;
    store::StoredMonth& month;
    ledger::Book book;
    std::vector<ledger::Posting> postings{};

    ledger::AccountKey closing() const { return ledger::closing_of(month.month, rules.currency); }
};

/// Into how many groups the month's recipients are sorted.
std::int64_t buckets_of(const store::StoredMonth& month, const CloseMonth& limits);
/// Counts the month, once, and decides how many groups there are.
void begin_dividing(CloseStep& step);
/// A month that an earlier version of the hub has begun to close has no runs: sorts what its givers' transfers say,
/// some of them in each step. Meanwhile months.buckets is negative and the cursor is in months.open_part.
void adopt(CloseStep& step);
/// Phase one, a range of givers: budget -> closing, one packed transfer for each; their shares are sorted by groups of
/// recipients into month_runs. After the last giver the month's phase is `paying`.
base::Result<void> divide(CloseStep& step);
/// Phase two, a range of the recipients of one group: closing -> escrow or revenue, packed. After the last one
/// month_runs is cleared, a few parts in each step, and the month's phase is `closed`.
base::Result<void> pay(CloseStep& step);

}  // namespace obolus::hub
