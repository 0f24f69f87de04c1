#include "hub/money_way.hpp"

#include <algorithm>
#include <stdexcept>

#include "hub/ids.hpp"
#include "store/history_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

using ledger::AccountKind;

bool is_queue(AccountKind kind) {
    return kind == AccountKind::wallet || kind == AccountKind::budget || kind == AccountKind::revenue;
}

bool is_posted(const ledger::Transfer& transfer) {
    return transfer.phase == ledger::Phase::plain || transfer.phase == ledger::Phase::post_pending;
}

std::string address_of(const ledger::Transfer& transfer) {
    return std::to_string(transfer.seq) + "." + std::to_string(transfer.n);
}

std::vector<ledger::Line> decoded(const ledger::Transfer& transfer) {
    auto lines = ledger::decode_lines(transfer.lines);
    if (!lines) throw std::runtime_error("transfer " + address_of(transfer) + " can't be read; run `obolus audit`");
    return *std::move(lines);
}

}  // namespace

std::vector<ledger::Line> MoneyWay::lines_of(const ledger::Transfer& transfer) {
    auto lines = decoded(transfer);
    rows_left_ -= static_cast<std::int64_t>(lines.size());
    return lines;
}

/// visit(index, line, units [from, to) of the line) for each line that the part touches.
template <class Visit>
void MoneyWay::each_line(const Part& part, const Visit& visit) {
    std::int64_t begin = 0;
    std::int32_t index = 0;
    for (const ledger::Line& line : lines_of(part.transfer)) {
        const std::int64_t end = begin + line.amount_micro;
        if (begin < part.to && end > part.from)
            visit(index, line, std::max(part.from, begin) - begin, std::min(part.to, end) - begin);
        begin = end;
        ++index;
    }
}

std::optional<Part> line_part(const ledger::Transfer& transfer, std::int32_t line) {
    const auto lines = decoded(transfer);
    if (line < 0 || static_cast<std::size_t>(line) >= lines.size()) return std::nullopt;
    std::int64_t begin = 0;
    for (std::int32_t i = 0; i < line; ++i)
        begin += lines[static_cast<std::size_t>(i)].amount_micro;
    return Part{transfer, begin, begin + lines[static_cast<std::size_t>(line)].amount_micro};
}

MoneyWay::MoneyWay(store::Snapshot& snapshot, const Rules& rules, std::int64_t rows_max)
    : connection_(snapshot.connection()),
      rules_(rules),
      history_seq_(snapshot.head().history_seq),
      rows_left_(rows_max) {}

std::optional<ledger::Transfer> MoneyWay::read(std::int64_t seq, std::int32_t n) {
    return store::read_transfer(connection_, seq, n);
}
std::vector<ledger::Transfer> MoneyWay::read_all(std::int64_t seq) {
    auto transfers = store::transfers_of(connection_, seq);
    rows_left_ -= static_cast<std::int64_t>(transfers.size());
    return transfers;
}

const ledger::Account& MoneyWay::account(std::int64_t id) {
    const auto found = accounts_.find(id);
    if (found != accounts_.end()) return found->second;
    const auto read = store::read_account(connection_, id);
    if (!read) throw std::runtime_error("account " + std::to_string(id) + " is missing; run `obolus audit`");
    return accounts_.emplace(id, *read).first->second;
}

std::vector<Part> MoneyWay::origins_of(const Part& part) {
    if (!is_posted(part.transfer)) return {};
    const AccountKind from = account(part.transfer.debit_account).key.kind;
    if (is_queue(from)) return origins_in_queue(part);
    if (from == AccountKind::closing || from == AccountKind::escrow) return origins_of_lines(part);
    if (from == AccountKind::payout_inflight)
        if (const auto posted = read(part.transfer.seq, part.transfer.n - 1))
            return {Part{*posted, part.from, part.to}};
    return {};
}

std::vector<Part> MoneyWay::fates_of(const Part& part) {
    if (!is_posted(part.transfer)) return {};
    const AccountKind to = account(part.transfer.credit_account).key.kind;
    if (is_queue(to)) return fates_in_queue(part);
    if (to == AccountKind::closing) return fates_in_closing(part);
    if (to == AccountKind::escrow) return fates_in_escrow(part);
    if (to == AccountKind::payout_inflight)
        if (const auto settled = read(part.transfer.seq, part.transfer.n + 1))
            return {Part{*settled, part.from, part.to}};
    return {};
}

bool MoneyWay::can_rest(const Part& part) {
    return part.transfer.phase != ledger::Phase::void_pending &&
           ledger::is_liability(account(part.transfer.credit_account).key.kind);
}

const MoneyWay::Queue& MoneyWay::queue(std::int64_t account) {
    const auto [place, added] = queues_.try_emplace(account);
    if (!added || exhausted()) return place->second;
    for (const store::QueueEntry& entry : store::queue_of(connection_, {account, history_seq_}, rows_left_)) {
        (entry.credit ? place->second.credits : place->second.debits).push_back(entry);
        --rows_left_;
    }
    return place->second;
}

std::vector<Part> MoneyWay::overlapping(const std::vector<store::QueueEntry>& entries, std::int64_t from,
                                        std::int64_t to) {
    std::vector<Part> parts;
    auto entry = std::ranges::upper_bound(entries, from, {},
                                          [](const store::QueueEntry& each) { return each.from + each.amount_micro; });
    for (; entry != entries.end() && entry->from < to; ++entry)
        if (auto transfer = read(entry->transfer.seq, entry->transfer.n))
            parts.push_back({*std::move(transfer), std::max(from, entry->from) - entry->from,
                             std::min(to, entry->from + entry->amount_micro) - entry->from});
    return parts;
}

std::vector<Part> MoneyWay::origins_in_queue(const Part& part) {
    const ledger::Transfer& t = part.transfer;
    return overlapping(queue(t.debit_account).credits, t.dr_from + part.from, t.dr_from + part.to);
}

std::vector<Part> MoneyWay::fates_in_queue(const Part& part) {
    const ledger::Transfer& t = part.transfer;
    return overlapping(queue(t.credit_account).debits, t.cr_from + part.from, t.cr_from + part.to);
}

const std::vector<claims::WaitingLine>& MoneyWay::claimed_lines(const ledger::Transfer& claim) {
    const auto [place, added] = claimed_.try_emplace({claim.seq, claim.n});
    if (!added) return place->second;
    const base::IdentityId identity{account(claim.debit_account).key.owner};
    for (const store::Arrival& arrival : store::claimed_arrivals(connection_, identity, claim.seq)) {
        if (exhausted()) break;
        for (claims::WaitingLine& line : store::lines_of(connection_, arrival)) {
            place->second.push_back(std::move(line));
            --rows_left_;
        }
    }
    return place->second;
}

std::vector<Part> MoneyWay::origins_of_lines(const Part& part) {
    std::vector<Part> parts;
    const auto add = [&](const ledger::LineAddress& origin, std::int64_t from, std::int64_t to) {
        const auto transfer = read(origin.seq, origin.n);
        const auto line = transfer ? line_part(*transfer, origin.line) : std::nullopt;
        if (line) parts.push_back({line->transfer, line->from + from, line->from + to});
    };
    if (part.transfer.kind != ledger::TransferKind::claim) {
        each_line(part, [&](std::int32_t, const ledger::Line& line, std::int64_t from, std::int64_t to) {
            add(line.origin, from, to);
        });
        return parts;
    }
    std::int64_t begin = 0;
    for (const claims::WaitingLine& each : claimed_lines(part.transfer)) {
        const std::int64_t end = begin + each.line.amount_micro;
        if (begin < part.to && end > part.from)
            add(each.address, std::max(part.from, begin) - begin, std::min(part.to, end) - begin);
        begin = end;
    }
    return parts;
}

std::optional<Part> MoneyWay::continuation(const ledger::Transfer& transfer, const ledger::LineAddress& origin,
                                           std::int64_t from, std::int64_t to) {
    std::int64_t begin = 0;
    for (const ledger::Line& line : lines_of(transfer)) {
        if (line.origin == origin) return Part{transfer, begin + from, begin + to};
        begin += line.amount_micro;
    }
    return std::nullopt;
}

std::vector<Part> MoneyWay::fates_in_closing(const Part& part) {
    std::vector<Part> parts;
    const base::Month month = account(part.transfer.credit_account).key.month;
    each_line(part, [&](std::int32_t index, const ledger::Line& line, std::int64_t from, std::int64_t to) {
        const ledger::LineAddress address{part.transfer.seq, part.transfer.n, index};
        std::vector<ledger::Transfer> candidates;
        if (const auto by_seq = store::returned_by(connection_, address)) {
            candidates = read_all(*by_seq);
        } else {
            if (const auto arrival = store::arrival_of_share(connection_, line.identity, month, address))
                if (auto share = read(arrival->seq, arrival->n)) candidates.push_back(*std::move(share));
        }
        for (const ledger::Transfer& candidate : candidates)
            if (auto next = continuation(candidate, address, from, to)) parts.push_back(*std::move(next));
    });
    return parts;
}

std::vector<Part> MoneyWay::fates_in_escrow(const Part& part) {
    std::vector<Part> parts;
    each_line(part, [&](std::int32_t index, const ledger::Line&, std::int64_t from, std::int64_t to) {
        const ledger::LineAddress address{part.transfer.seq, part.transfer.n, index};
        if (const auto by_seq = store::returned_by(connection_, address)) {
            for (const ledger::Transfer& candidate : read_all(*by_seq))
                if (auto next = continuation(candidate, address, from, to)) parts.push_back(*std::move(next));
            return;
        }
        const auto arrival = store::read_arrival(connection_, part.transfer.seq, part.transfer.n);
        if (!arrival || arrival->state != store::ArrivalState::claimed) return;
        for (const ledger::Transfer& claim : read_all(arrival->resolved_seq)) {
            if (claim.kind != ledger::TransferKind::claim || claim.debit_account != part.transfer.credit_account)
                continue;
            std::int64_t begin = 0;
            for (const claims::WaitingLine& each : claimed_lines(claim)) {
                if (each.address == address) parts.push_back({claim, begin + from, begin + to});
                begin += each.line.amount_micro;
            }
        }
    });
    return parts;
}

TraceStep MoneyWay::describe(const Part& part, int depth) {
    TraceStep step;
    step.depth = depth;
    step.id = transfer_id(rules_, part.transfer.seq, part.transfer.n);
    if (!part.transfer.lines.empty())
        each_line(part, [&](std::int32_t index, const ledger::Line& line, std::int64_t from, std::int64_t to) {
            if (to - from == part.to - part.from && line.amount_micro > 0)
                step.id = line_id(rules_, {part.transfer.seq, part.transfer.n, index});
        });
    step.kind = std::string(ledger::to_string(part.transfer.kind));
    step.at = store::time_of(connection_, part.transfer.seq);
    step.from = ledger::describe(account(part.transfer.debit_account).key);
    step.to = ledger::describe(account(part.transfer.credit_account).key);
    step.amount = amount_of(part.to - part.from, rules_);
    return step;
}

TraceStep MoneyWay::describe_rest(const Part& part, std::int64_t micro, int depth) {
    TraceStep step;
    step.depth = depth;
    step.kind = "rests";
    step.at = store::time_of(connection_, part.transfer.seq);
    step.from = step.to = ledger::describe(account(part.transfer.credit_account).key);
    step.amount = amount_of(micro, rules_);
    return step;
}

}  // namespace obolus::hub
