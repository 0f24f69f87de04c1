#include "hub/statement.hpp"

#include <algorithm>

#include "store/history_rows.hpp"
#include "store/ledger_rows.hpp"
#include "store/payout_rows.hpp"

namespace obolus::hub {

namespace {

constexpr std::int64_t count_limit = 500;
constexpr std::int64_t txn_transfers_max = 100'000;

struct Reading {
    store::Connection& connection;
    const Rules& rules;
    ledger::Account account;
    store::HistoryOf history;
};

/// What the transfer did to what is available: a hold takes, its void gives back, its post changes nothing any more.
std::int64_t effect_of(const ledger::Transfer& t, std::int64_t account) {
    if (t.phase == ledger::Phase::post_pending) return 0;
    const bool out = (t.debit_account == account) != (t.phase == ledger::Phase::void_pending);
    return out ? -t.amount_micro : t.amount_micro;
}

/// What was available before the txn: posted by then, less what payouts held then.
std::int64_t available_before(const Reading& reading, const ShowStatement& question, std::int64_t before_seq) {
    if (question.before_seq == 0) return reading.account.available();
    const store::Totals totals = store::totals_before(reading.connection, reading.history, before_seq);
    return totals.credits - totals.debits -
           store::held_before(reading.connection, question.member, reading.account.key.kind, before_seq);
}

/// A page of whole txns: the one that would be cut is left to the next page, unless the page would be empty.
std::vector<ledger::Transfer> page_of(const Reading& reading, std::int64_t before_seq, std::int64_t count,
                                      std::int64_t& next_before_seq) {
    auto transfers = store::latest_transfers(reading.connection, reading.history, before_seq, count + 1);
    if (static_cast<std::int64_t>(transfers.size()) <= count) return transfers;
    const std::int64_t cut = transfers.back().seq;
    if (transfers.front().seq == cut) {
        transfers = store::latest_transfers(reading.connection, reading.history, cut + 1, txn_transfers_max);
        std::erase_if(transfers, [&](const ledger::Transfer& t) { return t.seq != cut; });
    } else {
        std::erase_if(transfers, [&](const ledger::Transfer& t) { return t.seq == cut; });
    }
    next_before_seq = transfers.back().seq;
    return transfers;
}

}  // namespace

base::Result<Statement> statement(store::Snapshot& snapshot, const Rules& rules, const ShowStatement& question) {
    if (!question.member) return Refusal::account_needed;
    store::Connection& connection = snapshot.connection();
    const ledger::AccountKey key = question.account == StatementOf::wallet
                                       ? ledger::wallet_of(question.member, rules.currency)
                                       : ledger::revenue_of(question.member, rules.currency);
    const ledger::Account account = store::read_account(connection, key);
    const Reading reading{connection, rules, account, {account.id, snapshot.head().history_seq}};
    const std::int64_t before_seq = question.before_seq == 0 ? snapshot.head().journal.seq + 1 : question.before_seq;
    const std::int64_t count = std::clamp<std::int64_t>(question.count_max, 1, count_limit);

    Statement statement;
    if (account.id == 0) return statement;
    std::int64_t balance = available_before(reading, question, before_seq);
    base::Time at{};
    std::int64_t at_seq = 0;
    for (const ledger::Transfer& t : page_of(reading, before_seq, count, statement.next_before_seq)) {
        const std::int64_t effect = effect_of(t, account.id);
        if (effect == 0) continue;
        if (t.seq != at_seq) at = store::time_of(connection, at_seq = t.seq);
        statement.entries.push_back({transfer_id(rules, t.seq, t.n), t.seq, at, std::string(ledger::to_string(t.kind)),
                                     effect > 0, amount_of(t.amount_micro, rules), amount_of(balance, rules)});
        balance -= effect;
    }
    return statement;
}

}  // namespace obolus::hub
