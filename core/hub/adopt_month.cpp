#include "hub/close_step.hpp"
#include "hub/fee.hpp"

namespace obolus::hub {

namespace {

/// The givers' transfers of one txn, sorted into runs.
struct Sorted {
    std::vector<giving::ShareRun> runs;
    std::int64_t shares = 0;
};

/// The shares of a txn that were not paid yet: an earlier version paid recipients in the order of their numbers, up to
/// last_identity.
Sorted sort_txn(CloseStep& step, std::int64_t closing, std::int64_t seq, std::int64_t buckets) {
    store::Connection& connection = step.transaction.connection();
    store::Arrival of_month;
    of_month.month = step.month.month;
    std::vector<giving::Share> shares;
    store::each_transfer(connection, seq, seq, ledger::TransferKind::close, [&](const ledger::Transfer& transfer) {
        if (transfer.credit_account != closing) return;
        const auto lines = ledger::decode_lines(transfer.lines);
        if (!lines) disagree(step.month.month, "a transfer can't be read");
        for (std::size_t i = 0; i < lines->size(); ++i) {
            giving::Share share{(*lines)[i], 0};
            if (share.line.amount_micro == 0 || share.line.identity <= step.month.paying.last_identity) continue;
            share.line.origin = {transfer.seq, transfer.n, static_cast<std::int32_t>(i)};
            shares.push_back(share);
        }
    });
    Sorted sorted;
    sorted.runs.resize(static_cast<std::size_t>(buckets));
    for (giving::Share& share : shares) {
        share.fee_micro = fee_of_lines(connection, of_month, {share.line});
        sorted.runs[static_cast<std::size_t>(share.line.identity.value % buckets)].add(share);
    }
    sorted.shares = std::ssize(shares);
    return sorted;
}

}  // namespace

void adopt(CloseStep& step) {
    store::StoredMonth& month = step.month;
    if (month.buckets == 0) {
        month.buckets = -buckets_of(month, step.limits);
        month.paying.open_part = month.first_seq;
        if (month.phase == phase_dividing)
            month.reserved_micro = store::count_month(step.transaction.connection(), month.month).reserved_micro;
    }
    store::load(step.transaction, step.book, step.closing());
    const std::int64_t closing = step.book.get(step.closing()).id;
    // A txn at a time: what one step of that version has divided.
    std::int64_t found = 0;
    std::int64_t& seq = month.paying.open_part;
    for (std::int64_t looked_at = 0; seq <= month.last_seq && seq != 0; ++looked_at, ++seq) {
        if (found >= step.limits.flattrs_max || looked_at == step.limits.givers_max) return;
        const Sorted sorted = sort_txn(step, closing, seq, -month.buckets);
        if (sorted.shares == 0) continue;
        found += sorted.shares;
        month.shares += sorted.shares;
        store::add_runs(step.transaction, month.month, ++month.parts, seq, sorted.runs);
    }
    // What was paid was left out.
    month.buckets = -month.buckets;
    month.paying.open_part = 0;
    month.paying.last_identity = {};
}

}  // namespace obolus::hub
