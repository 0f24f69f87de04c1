// One step of a month's close, and its two phases (docs/concepts/ledger.md, "The month"). Included by them and by the
// verb alone.
#pragma once

#include <string>
#include <vector>

#include "hub/close_month.hpp"
#include "ledger/book.hpp"
#include "store/ledger_rows.hpp"
#include "store/month_rows.hpp"

namespace obolus::hub {

/// The numbers are those of MonthPhase and of months.phase.
constexpr int phase_dividing = 2;
constexpr int phase_paying = 3;
constexpr int phase_closed = 4;

struct CloseStep {
    store::Transaction& transaction;
    const Rules& rules;
    const CloseMonth& limits;
    store::StoredMonth& month;
    ledger::Book book;
    std::vector<ledger::Posting> postings{};

    ledger::AccountKey closing() const { return ledger::closing_of(month.month, rules.currency); }
};

/// Counts the month, once, and decides into how many groups its recipients are sorted.
void begin_dividing(CloseStep& step);
/// A month that an earlier version of the hub has begun to close has no runs: sorts what its givers' transfers say. All
/// in one step, once in the life of a hub.
void adopt(CloseStep& step);
/// Phase one, a range of givers: budget -> closing, one packed transfer for each; their shares are sorted by groups of
/// recipients into month_runs. After the last giver the month's phase is `paying`.
base::Result<void> divide(CloseStep& step);
/// Phase two, a range of the recipients of one group: closing -> escrow or revenue, packed. After the last one
/// month_runs is cleared, a few parts in each step, and the month's phase is `closed`.
base::Result<void> pay(CloseStep& step);

/// Ends the step: the books are not what the close has written. Nothing of the step is saved.
[[noreturn]] void disagree(const CloseStep& step, const std::string& what);

}  // namespace obolus::hub
