#include "store/history_rows.hpp"

#include <algorithm>

#include "store/ledger_rows.hpp"
#include "store/transfer_row.hpp"

namespace obolus::store {

namespace {

/// Appends what a statement of select_transfers() finds.
template <class... Values>
void append(std::vector<ledger::Transfer>& found, Connection& connection, const std::string& sql,
            const Values&... values) {
    query_transfers(
        connection, sql, [&](ledger::Transfer transfer) { found.push_back(std::move(transfer)); }, values...);
}

}  // namespace

std::int64_t index_history(Transaction& transaction, std::int64_t txns_max) {
    LogHead& head = transaction.head();
    const std::int64_t first = head.history_seq + 1;
    const std::int64_t last = std::min(head.history_seq + txns_max, head.journal.seq);
    if (last < first) return 0;
    run(transaction.connection(),
        "INSERT INTO account_history (account, seq, n) "
        "SELECT a.id, t.seq, t.n FROM transfers t JOIN accounts a ON a.id = t.debit_account "
        "WHERE t.seq >= :first AND t.seq <= :last AND a.kind IN (3, 4, 7) "
        "UNION ALL SELECT a.id, t.seq, t.n FROM transfers t JOIN accounts a ON a.id = t.credit_account "
        "WHERE t.seq >= :first_again AND t.seq <= :last_again AND a.kind IN (3, 4, 7)",
        first, last, first, last);
    head.history_seq = last;
    return last - first + 1;
}

std::optional<ledger::Account> read_account(Connection& connection, std::int64_t id) {
    std::optional<ledger::Account> found;
    query<Int, Int, Int, std::string, Int, Int, Int, Int>(
        connection,
        "SELECT kind, owner, month, currency, debits_posted, credits_posted, debits_pending, credits_pending FROM "
        "accounts WHERE id = :id",
        [&](Int kind, Int owner, Int month, const std::string& currency, Int debits, Int credits, Int debits_pending,
            Int credits_pending) {
            found = ledger::Account{{static_cast<ledger::AccountKind>(kind),
                                     owner,
                                     {static_cast<std::int32_t>(month)},
                                     money::Currency::parse(currency).value()},
                                    id,
                                    debits,
                                    credits,
                                    debits_pending,
                                    credits_pending};
        },
        id);
    return found;
}

HistoryOf history_of(Snapshot& snapshot, const ledger::AccountKey& account) {
    return {read_account(snapshot.connection(), account).id, snapshot.head().history_seq};
}

std::vector<ledger::Transfer> latest_transfers(Connection& connection, const HistoryOf& of, std::int64_t before_seq,
                                               std::int64_t count_max) {
    std::vector<ledger::Transfer> found;
    static const std::string in_tail = select_transfers(
        "FROM transfers t WHERE t.seq > :history AND t.seq < :before AND (t.debit_account = :debit OR t.credit_account "
        "= :credit) ORDER BY t.seq DESC, t.n DESC LIMIT :most");
    append(found, connection, in_tail, of.history_seq, before_seq, of.account, of.account, count_max);
    const std::int64_t missing = count_max - static_cast<std::int64_t>(found.size());
    if (missing == 0) return found;
    static const std::string in_history = select_transfers(
        "FROM account_history h JOIN transfers t ON t.seq = h.seq AND t.n = h.n WHERE h.account = :account AND h.seq < "
        ":before AND h.seq <= :history ORDER BY h.seq DESC, h.n DESC LIMIT :most");
    append(found, connection, in_history, of.account, before_seq, of.history_seq, missing);
    return found;
}

Totals totals_before(Connection& connection, const HistoryOf& of, std::int64_t before_seq) {
    Totals totals;
    query<Int, Int>(
        connection,
        "SELECT CAST(COALESCE(MAX(CASE WHEN t.debit_account = :debit THEN t.dr_from + t.amount_micro END), 0) AS "
        "BIGINT), CAST(COALESCE(MAX(CASE WHEN t.credit_account = :credit THEN t.cr_from + t.amount_micro END), 0) AS "
        "BIGINT) FROM account_history h JOIN transfers t ON t.seq = h.seq AND t.n = h.n "
        "WHERE h.account = :account AND h.seq < :before AND t.phase IN (1, 3)",
        [&](Int debits, Int credits) {
            totals = {debits, credits};
        },
        of.account, of.account, of.account, before_seq);
    std::vector<ledger::Transfer> tail;
    static const std::string in_tail = select_transfers(
        "FROM transfers t WHERE t.seq > :history AND t.seq < :before AND (t.debit_account = :debit OR t.credit_account "
        "= :credit) AND t.phase IN (1, 3) ORDER BY t.seq, t.n");
    append(tail, connection, in_tail, of.history_seq, before_seq, of.account, of.account);
    for (const ledger::Transfer& t : tail)
        (t.debit_account == of.account ? totals.debits : totals.credits) =
            (t.debit_account == of.account ? t.dr_from : t.cr_from) + t.amount_micro;
    return totals;
}

std::vector<QueueEntry> queue_of(Connection& connection, const HistoryOf& of, std::int64_t count_max) {
    std::vector<QueueEntry> queue;
    const auto add = [&](Int seq, Int n, Int debit, Int dr_from, Int cr_from, Int amount) {
        const bool credit = debit != of.account;
        queue.push_back({{seq, static_cast<std::int32_t>(n), 0}, credit, credit ? cr_from : dr_from, amount});
    };
    query<Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT t.seq, t.n, t.debit_account, t.dr_from, t.cr_from, t.amount_micro FROM account_history h JOIN "
        "transfers t ON t.seq = h.seq AND t.n = h.n WHERE h.account = :account AND h.seq <= :history AND t.phase IN "
        "(1, 3) ORDER BY h.seq, h.n LIMIT :most",
        add, of.account, of.history_seq, count_max);
    query<Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT seq, n, debit_account, dr_from, cr_from, amount_micro FROM transfers WHERE seq > :history AND "
        "(debit_account = :debit OR credit_account = :credit) AND phase IN (1, 3) ORDER BY seq, n LIMIT :most",
        add, of.history_seq, of.account, of.account, count_max - static_cast<std::int64_t>(queue.size()));
    return queue;
}

std::vector<Arrival> claimed_arrivals(Connection& connection, base::IdentityId identity, std::int64_t seq) {
    std::vector<Arrival> arrivals;
    query<Int, Int, Int>(
        connection,
        "SELECT seq, n, member FROM arrivals WHERE identity = :identity AND resolved_seq = :resolved AND state = 2 "
        "ORDER BY seq, n",
        [&](Int transfer_seq, Int n, Int member) {
            Arrival arrival;
            arrival.seq = transfer_seq;
            arrival.n = static_cast<std::int32_t>(n);
            arrival.member = {member};
            arrivals.push_back(arrival);
        },
        identity.value, seq);
    return arrivals;
}

std::optional<std::int64_t> returned_by(Connection& connection, const ledger::LineAddress& line) {
    std::optional<std::int64_t> found;
    query<Int>(
        connection, "SELECT by_seq FROM line_reversals WHERE seq = :seq AND n = :n AND line = :line",
        [&](Int by_seq) { found = by_seq; }, line.seq, line.n, line.line);
    return found;
}

std::vector<ledger::Transfer> transfers_of(Connection& connection, std::int64_t seq) {
    std::vector<ledger::Transfer> found;
    static const std::string sql = select_transfers("FROM transfers t WHERE t.seq = :seq ORDER BY t.n");
    append(found, connection, sql, seq);
    return found;
}

}  // namespace obolus::store
