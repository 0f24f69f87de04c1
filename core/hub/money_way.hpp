// One step of the way of money, back or onward: which parts of which transfers brought a part of a transfer, and which
// took it further. Wallets, budgets and revenue go by intervals of their first-in first-out queues, closing and escrow
// by named lines (docs/concepts/ledger.md). Reads only, and no more than it was allowed; used by hub::trace.
#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "hub/trace.hpp"
#include "ledger/book.hpp"
#include "store/claim_rows.hpp"
#include "store/history_rows.hpp"

namespace obolus::hub {

/// The units [from, to) of a transfer's amount. Of a packed transfer, the units of its lines follow each other.
struct Part {
    ledger::Transfer transfer;
    std::int64_t from = 0;
    std::int64_t to = 0;
};
/// A packed transfer's line; nothing when it has no such line.
std::optional<Part> line_part(const ledger::Transfer& transfer, std::int32_t line);

class MoneyWay {
   public:
    /// `rows_max`: how many transfers of accounts' queues, and lines of packed transfers, are looked at in all.
    MoneyWay(store::Snapshot& snapshot, const Rules& rules, std::int64_t rows_max);
    /// What is answered from here on is not all that there is.
    bool exhausted() const noexcept { return rows_left_ <= 0; }

    std::optional<ledger::Transfer> read(std::int64_t seq, std::int32_t n);
    std::vector<ledger::Transfer> read_all(std::int64_t seq);

    /// What brought it: nothing for a top-up, and for what was only held.
    std::vector<Part> origins_of(const Part& part);
    /// What took it further; the rest is still where the transfer brought it.
    std::vector<Part> fates_of(const Part& part);
    /// Whether what isn't taken further is still in an account of somebody's here (and not with a bank, or void).
    bool can_rest(const Part& part);

    TraceStep describe(const Part& part, int depth);
    TraceStep describe_rest(const Part& part, std::int64_t micro, int depth);

   private:
    /// What came into an account's first-in first-out queue, or went out of it, in order; read once.
    struct Queue {
        std::vector<store::QueueEntry> credits;
        std::vector<store::QueueEntry> debits;
    };
    const Queue& queue(std::int64_t account);
    /// The parts of the queue's transfers that make up its units [from, to).
    std::vector<Part> overlapping(const std::vector<store::QueueEntry>& entries, std::int64_t from, std::int64_t to);
    std::vector<ledger::Line> lines_of(const ledger::Transfer& transfer);
    template <class Visit>
    void each_line(const Part& part, const Visit& visit);
    const ledger::Account& account(std::int64_t id);
    std::vector<Part> origins_in_queue(const Part& part);
    std::vector<Part> fates_in_queue(const Part& part);
    std::vector<Part> origins_of_lines(const Part& part);
    std::vector<Part> fates_in_closing(const Part& part);
    std::vector<Part> fates_in_escrow(const Part& part);
    /// The part of `transfer` whose line passes on, or returns, `origin`: units [from, to) of that line.
    std::optional<Part> continuation(const ledger::Transfer& transfer, const ledger::LineAddress& origin,
                                     std::int64_t from, std::int64_t to);
    /// The lines that a claim released, in the order of its units.
    const std::vector<claims::WaitingLine>& claimed_lines(const ledger::Transfer& claim);

    store::Connection& connection_;
    const Rules& rules_;
    std::int64_t history_seq_;
    std::int64_t rows_left_;
    std::unordered_map<std::int64_t, ledger::Account> accounts_;
    std::unordered_map<std::int64_t, Queue> queues_;
    std::map<std::pair<std::int64_t, std::int32_t>, std::vector<claims::WaitingLine>> claimed_;  ///< by each claim
};

}  // namespace obolus::hub
