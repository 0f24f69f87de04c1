#include <algorithm>

#include "hub/close_step.hpp"
#include "hub/refund.hpp"
#include "notices/notice.hpp"
#include "store/claim_rows.hpp"
#include "store/identity_rows.hpp"

namespace obolus::hub {

namespace {

/// month_runs has room for so many (store/close_rows.cpp).
constexpr std::int64_t buckets_max = 512;

/// The step's range, and its givers' rows as they are now: the prepared one, if it still holds.
class Range {
   public:
    explicit Range(CloseStep& step) {
        store::Connection& connection = step.transaction.connection();
        const PreparedStep* const prepared = step.limits.prepared.get();
        if (prepared != nullptr && prepared->month == step.month.month && prepared->phase == phase_dividing &&
            prepared->range.after == step.month.last_giver) {
            const std::int64_t count = std::max<std::int64_t>(1, std::ssize(prepared->range.givers));
            now_ = store::givers_after(connection, step.month.month, step.rules.currency, step.month.last_giver, count);
            if (still_holds(connection, prepared->range, step.month, now_)) {
                prepared_ = &prepared->range;
                return;
            }
            now_.clear();
        }
        found_ = divide_range(connection, step.rules, step.month, step.limits);
        for (const DividedGiver& each : found_.givers)
            now_.push_back(each.giver);
    }
    const DividedRange& divided() const noexcept { return prepared_ != nullptr ? *prepared_ : found_; }
    const std::vector<store::ClosingGiver>& givers() const noexcept { return now_; }

   private:
    const DividedRange* prepared_ = nullptr;
    DividedRange found_;
    std::vector<store::ClosingGiver> now_;
};

/// The budget of a giver none of whose flattrs counts.
void give_budget_back(CloseStep& step, base::MemberId giver, const ledger::AccountKey& budget, std::int64_t micro) {
    const ledger::AccountKey back = refund_place(step.transaction, giver, step.rules);
    store::load(step.transaction, step.book, back);
    ledger::Posting release{ledger::TransferKind::budget_release, budget, back, micro};
    // Of one who has left it goes on waiting, as a line that a claim can name.
    if (back.kind != ledger::AccountKind::wallet)
        release.lines = {{giver, {}, store::home_identity_of(step.transaction.connection(), giver), micro, {}}};
    step.postings.push_back(std::move(release));
    store::save_notice(step.transaction, notices::budget_returned(step.month.month, giver,
                                                                  money::to_decimal(micro, step.rules.currency)));
}

/// Adds the giver's transfer if there is one, and says what there is to say.
void settle(CloseStep& step, const DividedGiver& divided) {
    const base::MemberId giver = divided.giver.giver;
    const ledger::AccountKey& budget = divided.giver.budget.key;
    switch (divided.outcome) {
        case giving::Outcome::divided:
            step.postings.push_back({ledger::TransferKind::close, budget, step.closing(), divided.reserved()});
            step.postings.back().packed = &*divided.packed;
            break;
        case giving::Outcome::returned:
            give_budget_back(step, giver, budget, divided.reserved());
            break;
        case giving::Outcome::lapsed:
            if (divided.flattrs > 0)
                store::save_notice(step.transaction, notices::flattrs_lapsed(step.month.month, giver, divided.flattrs));
            break;
    }
}

/// Posts what was decided and writes each giver's close down, with its transfer's address.
base::Result<void> post(CloseStep& step, const DividedRange& range) {
    store::StoredMonth& month = step.month;
    std::int64_t seq = 0;
    if (!step.postings.empty()) {
        BOOST_OUTCOME_TRY(const auto* const txn, step.book.post(step.transaction.now(), step.postings));
        save_arrivals(step.transaction, step.rules, month.month, *txn, step.postings);
        seq = txn->seq;
        if (month.first_seq == 0) month.first_seq = seq;
        month.last_seq = seq;
    }
    std::vector<store::StoredClose> closes;
    closes.reserve(range.givers.size());
    std::int32_t n = 0;
    for (const DividedGiver& each : range.givers) {
        closes.push_back({each.giver.giver, each.outcome, each.flattrs, each.dropped, each.reserved(), 0, 0});
        if (each.outcome == giving::Outcome::lapsed) continue;
        closes.back().seq = seq;
        closes.back().n = ++n;
    }
    store::add_closes(step.transaction, month.month, step.rules.currency, closes);
    if (range.shares > 0) {
        month.shares += range.shares;
        store::add_runs(step.transaction, month.month, ++month.parts, seq, range.runs);
    }
    return base::success();
}

}  // namespace

std::int64_t buckets_of(const store::StoredMonth& month, const CloseMonth& limits) {
    return std::clamp<std::int64_t>(month.flattrs / limits.bucket_lines, 1, buckets_max);
}

void begin_dividing(CloseStep& step) {
    const store::MonthCounts counts = store::count_month(step.transaction.connection(), step.month.month);
    step.month.phase = phase_dividing;
    step.month.givers = counts.givers;
    step.month.reserved_micro = counts.reserved_micro;
    step.month.buckets = buckets_of(step.month, step.limits);
    step.month.stepped_at = step.transaction.now();
}

base::Result<void> divide(CloseStep& step) {
    const Range range(step);
    if (range.givers().empty()) {
        step.month.phase = phase_paying;
        step.month.reserved_micro = 0;
        return base::success();
    }
    for (const store::ClosingGiver& each : range.givers())
        if (each.budget.id != 0) step.book.add(each.budget);
    store::load(step.transaction, step.book, step.closing());
    step.postings.reserve(range.givers().size());
    for (const DividedGiver& each : range.divided().givers) {
        settle(step, each);
        if (each.outcome == giving::Outcome::divided) step.month.divided_micro += each.reserved();
        step.month.reserved_micro -= std::min(step.month.reserved_micro, each.reserved());
    }
    BOOST_OUTCOME_TRYV(post(step, range.divided()));
    step.month.givers_closed += std::ssize(range.givers());
    step.month.last_giver = range.givers().back().giver;
    return base::success();
}

}  // namespace obolus::hub
