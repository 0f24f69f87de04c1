#include <algorithm>
#include <map>

#include "giving/close.hpp"
#include "giving/share_run.hpp"
#include "hub/close_step.hpp"
#include "hub/fee.hpp"
#include "hub/refund.hpp"
#include "notices/notice.hpp"
#include "store/claim_rows.hpp"
#include "store/close_rows.hpp"
#include "store/identity_rows.hpp"

namespace obolus::hub {

namespace {

/// month_runs has room for so many (store/close_rows.cpp).
constexpr std::int64_t buckets_max = 512;

/// A giver's row in month_closes, and the fees of the lines of its transfer.
struct Divided {
    store::StoredClose close;
    std::vector<std::int64_t> fees;
};

/// The next givers whose flattrs together stay within flattrs_max; always at least one.
std::vector<store::ClosingGiver> next_givers(const CloseStep& step) {
    auto givers = store::givers_after(step.transaction.connection(), step.month.month, step.month.last_giver,
                                      step.limits.givers_max);
    std::int64_t flattrs = 0;
    for (std::size_t i = 0; i < givers.size(); ++i) {
        flattrs += givers[i].flattrs;
        if (i > 0 && flattrs > step.limits.flattrs_max) {
            givers.resize(i);
            break;
        }
    }
    return givers;
}

/// What counts for these givers, and where each one's part of it ends.
struct Counted {
    std::vector<giving::CountedFlattr> flattrs;
    std::vector<std::size_t> ends;
};

Counted read_counted(const CloseStep& step, const std::vector<store::ClosingGiver>& givers) {
    Counted counted;
    counted.ends.reserve(givers.size());
    store::each_counted(step.transaction.connection(), step.month.month, step.month.last_giver, givers.back().giver,
                        [&](base::MemberId giver, const giving::CountedFlattr& flattr) {
                            while (counted.ends.size() < givers.size() && givers[counted.ends.size()].giver != giver)
                                counted.ends.push_back(counted.flattrs.size());
                            if (counted.ends.size() == givers.size())
                                disagree(step, "somebody has flattrs who is not among its givers");
                            counted.flattrs.push_back(flattr);
                        });
    counted.ends.resize(givers.size(), counted.flattrs.size());
    return counted;
}

void load_budgets(CloseStep& step, const std::vector<store::ClosingGiver>& givers) {
    std::vector<ledger::AccountKey> keys{step.closing()};
    keys.reserve(givers.size() + 1);
    for (const store::ClosingGiver& each : givers)
        keys.push_back(ledger::budget_of(each.giver, step.month.month, step.rules.currency));
    store::load(step.transaction, step.book, keys);
}

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

/// Decides, and adds the transfer if there is one.
Divided divide_giver(CloseStep& step, base::MemberId giver, std::span<const giving::CountedFlattr> flattrs) {
    const base::Month month = step.month.month;
    const ledger::AccountKey budget = ledger::budget_of(giver, month, step.rules.currency);
    const std::int64_t reserved = step.book.get(budget).available();
    giving::GiverClose close = giving::close_giver(month, giver, reserved, flattrs);
    const auto count = static_cast<std::int64_t>(flattrs.size());
    switch (close.outcome) {
        case giving::Outcome::divided:
            step.postings.push_back(
                {ledger::TransferKind::close, budget, step.closing(), reserved, std::move(close.lines)});
            break;
        case giving::Outcome::returned:
            give_budget_back(step, giver, budget, reserved);
            break;
        case giving::Outcome::lapsed:
            if (count > 0) store::save_notice(step.transaction, notices::flattrs_lapsed(month, giver, count));
            break;
    }
    return {{giver, close.outcome, count, close.dropped, reserved, 0, 0}, std::move(close.fees)};
}

/// Hands the step's shares over to phase two, each to its recipient's group.
void save_runs(CloseStep& step, const std::vector<Divided>& divided) {
    std::vector<giving::ShareRun> buckets(static_cast<std::size_t>(step.month.buckets));
    std::int64_t shares = 0;
    std::int64_t seq = 0;
    for (const auto& [close, fees] : divided) {
        if (close.outcome != giving::Outcome::divided) continue;
        seq = close.seq;
        const std::vector<ledger::Line>& lines = step.postings[static_cast<std::size_t>(close.n - 1)].lines;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (lines[i].amount_micro == 0) continue;
            giving::Share share{lines[i], fees[i]};
            share.line.origin = {close.seq, close.n, static_cast<std::int32_t>(i)};
            buckets[static_cast<std::size_t>(share.line.identity.value % step.month.buckets)].add(share);
            ++shares;
        }
    }
    if (shares == 0) return;
    step.month.shares += shares;
    ++step.month.parts;
    store::add_runs(step.transaction, step.month.month, step.month.parts, seq, buckets);
}

/// Posts what was decided and gives each close its transfer's address.
base::Result<void> post(CloseStep& step, std::vector<Divided>& divided) {
    if (step.postings.empty()) return base::success();
    BOOST_OUTCOME_TRY(const auto* const txn, step.book.post(step.transaction.now(), step.postings));
    save_arrivals(step.transaction, step.rules, step.month.month, *txn, step.postings);
    if (step.month.first_seq == 0) step.month.first_seq = txn->seq;
    step.month.last_seq = txn->seq;
    std::int32_t n = 0;
    for (auto& [close, fees] : divided) {
        if (close.outcome == giving::Outcome::lapsed) continue;
        close.seq = txn->seq;
        close.n = ++n;
    }
    return base::success();
}

}  // namespace

void begin_dividing(CloseStep& step) {
    const store::MonthCounts counts = store::count_month(step.transaction.connection(), step.month.month);
    step.month.phase = phase_dividing;
    step.month.givers = counts.givers;
    step.month.flattrs = counts.flattrs;
    step.month.reserved_micro = counts.reserved_micro;
    step.month.buckets = std::clamp<std::int64_t>(counts.flattrs / step.limits.bucket_lines, 1, buckets_max);
    step.month.stepped_at = step.transaction.now();
}

void adopt(CloseStep& step) {
    store::Connection& connection = step.transaction.connection();
    store::StoredMonth& month = step.month;
    month.buckets = 1;
    month.stepped_at = step.transaction.now();
    if (month.phase == phase_dividing)
        month.reserved_micro = store::count_month(connection, month.month).reserved_micro;
    store::load(step.transaction, step.book, step.closing());
    const std::int64_t closing = step.book.get(step.closing()).id;
    std::vector<giving::Share> shares;
    store::each_transfer(connection, month.first_seq, month.last_seq, ledger::TransferKind::close,
                         [&](const ledger::Transfer& transfer) {
                             if (transfer.credit_account != closing) return;
                             const auto lines = ledger::decode_lines(transfer.lines);
                             if (!lines) disagree(step, "a transfer can't be read");
                             for (std::size_t i = 0; i < lines->size(); ++i) {
                                 giving::Share share{(*lines)[i], 0};
                                 if (share.line.amount_micro == 0 || share.line.identity <= month.last_identity)
                                     continue;
                                 share.line.origin = {transfer.seq, transfer.n, static_cast<std::int32_t>(i)};
                                 shares.push_back(share);
                             }
                         });
    std::map<std::int64_t, giving::ShareRun> runs;  // of each txn
    store::Arrival of_month;
    of_month.month = month.month;
    for (giving::Share& share : shares) {
        share.fee_micro = fee_of_lines(connection, of_month, {share.line});
        runs[share.line.origin.seq].add(share);
    }
    for (const auto& [seq, run] : runs) {
        month.shares += run.shares();
        store::add_runs(step.transaction, month.month, ++month.parts, seq, {&run, 1});
    }
}

base::Result<void> divide(CloseStep& step) {
    const std::vector<store::ClosingGiver> givers = next_givers(step);
    if (givers.empty()) {
        step.month.phase = phase_paying;
        step.month.reserved_micro = 0;
        return base::success();
    }
    const Counted counted = read_counted(step, givers);
    load_budgets(step, givers);
    std::vector<Divided> divided;
    divided.reserve(givers.size());
    std::size_t begin = 0;
    for (std::size_t i = 0; i < givers.size(); ++i) {
        const std::span flattrs(counted.flattrs.data() + begin, counted.ends[i] - begin);
        divided.push_back(divide_giver(step, givers[i].giver, flattrs));
        begin = counted.ends[i];
    }
    BOOST_OUTCOME_TRYV(post(step, divided));
    std::vector<store::StoredClose> closes;
    closes.reserve(divided.size());
    for (const auto& [close, fees] : divided) {
        if (close.outcome == giving::Outcome::divided) step.month.divided_micro += close.amount_micro;
        step.month.reserved_micro -= std::min(step.month.reserved_micro, close.amount_micro);
        closes.push_back(close);
    }
    store::add_closes(step.transaction, step.month.month, step.rules.currency, closes);
    save_runs(step, divided);
    step.month.givers_closed += std::ssize(givers);
    step.month.last_giver = givers.back().giver;
    return base::success();
}

}  // namespace obolus::hub
