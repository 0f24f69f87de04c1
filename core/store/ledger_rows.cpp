#include "store/ledger_rows.hpp"

#include <limits>
#include <unordered_set>

#include "store/batch.hpp"
#include "store/known.hpp"
#include "store/transfer_row.hpp"

namespace obolus::store {

namespace {

/// Accounts that are loaded together; a batch of commands has no more.
constexpr std::size_t wanted_again = 2'000;

money::Currency currency_of(const std::string& code) { return money::Currency::parse(code).value(); }

void insert_accounts(Connection& connection, const std::vector<ledger::Book::Change>& changes) {
    static constexpr BatchSql sql{
        "INSERT INTO accounts (id, kind, owner, month, currency, debits_posted, credits_posted, debits_pending, "
        "credits_pending) VALUES (:id, :kind, :owner, :month, :currency, :debits, :credits, :debits_pending, "
        ":credits_pending)",
        "INSERT INTO accounts (id, kind, owner, month, currency, debits_posted, credits_posted, debits_pending, "
        "credits_pending) SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:kinds AS bigint[]), CAST(:owners AS "
        "bigint[]), CAST(:months AS bigint[]), CAST(:currencies AS text[]), CAST(:debits AS bigint[]), CAST(:credits "
        "AS bigint[]), CAST(:debits_pending AS bigint[]), CAST(:credits_pending AS bigint[]))"};
    Rows<Int, Int, Int, Int, std::string, Int, Int, Int, Int> rows;
    for (const auto& [a, opened] : changes)
        if (opened)
            rows.add(a.id, static_cast<Int>(a.key.kind), a.key.owner, a.key.month.index,
                     std::string(a.key.currency.code()), a.debits_posted, a.credits_posted, a.debits_pending,
                     a.credits_pending);
    run_all(connection, sql, rows);
}

void update_accounts(Connection& connection, const std::vector<ledger::Book::Change>& changes) {
    static constexpr BatchSql sql{
        "UPDATE accounts SET debits_posted = :debits, credits_posted = :credits, debits_pending = :debits_pending, "
        "credits_pending = :credits_pending WHERE id = :id",
        "UPDATE accounts SET debits_posted = k.debits, credits_posted = k.credits, debits_pending = k.debits_pending, "
        "credits_pending = k.credits_pending FROM unnest(CAST(:debits AS bigint[]), CAST(:credits AS bigint[]), "
        "CAST(:debits_pending AS bigint[]), CAST(:credits_pending AS bigint[]), CAST(:ids AS bigint[])) "
        "AS k(debits, credits, debits_pending, credits_pending, id) WHERE accounts.id = k.id"};
    Rows<Int, Int, Int, Int, Int> rows;
    for (const auto& [a, opened] : changes)
        if (!opened) rows.add(a.debits_posted, a.credits_posted, a.debits_pending, a.credits_pending, a.id);
    run_all(connection, sql, rows);
}

void insert_txns(Connection& connection, const std::vector<ledger::Txn>& txns) {
    static constexpr BatchSql sql{
        "INSERT INTO txns (seq, at, leaf, chain) VALUES (:seq, :at, :leaf, :chain)",
        "INSERT INTO txns (seq, at, leaf, chain) SELECT * FROM unnest(CAST(:seqs AS bigint[]), CAST(:ats AS bigint[]), "
        "CAST(:leaves AS text[]), CAST(:chains AS text[]))"};
    Rows<Int, Int, std::string, std::string> rows;
    for (const ledger::Txn& txn : txns)
        rows.add(txn.seq, base::to_micros(txn.at), txn.leaf, txn.chain);
    run_all(connection, sql, rows);
}

void insert_transfers(Connection& connection, const std::vector<ledger::Txn>& txns) {
    static constexpr BatchSql sql{
        "INSERT INTO transfers (seq, n, kind, phase, debit_account, credit_account, amount_micro, dr_from, cr_from, "
        "pending_seq, pending_n, lines) VALUES (:seq, :n, :kind, :phase, :debit, :credit, :amount, :dr_from, :cr_from, "
        ":pending_seq, :pending_n, :lines)",
        "INSERT INTO transfers (seq, n, kind, phase, debit_account, credit_account, amount_micro, dr_from, cr_from, "
        "pending_seq, pending_n, lines) SELECT * FROM unnest(CAST(:seqs AS bigint[]), CAST(:ns AS bigint[]), "
        "CAST(:kinds AS bigint[]), CAST(:phases AS bigint[]), CAST(:debits AS bigint[]), CAST(:credits AS bigint[]), "
        "CAST(:amounts AS bigint[]), CAST(:dr_froms AS bigint[]), CAST(:cr_froms AS bigint[]), CAST(:pending_seqs AS "
        "bigint[]), CAST(:pending_ns AS bigint[]), CAST(:lines AS text[]))"};
    Rows<Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, std::string_view> rows;
    for (const ledger::Txn& txn : txns)
        for (const ledger::Transfer& t : txn.transfers)
            rows.add(t.seq, t.n, static_cast<Int>(t.kind), static_cast<Int>(t.phase), t.debit_account, t.credit_account,
                     t.amount_micro, t.dr_from, t.cr_from, t.pending_seq, t.pending_n, t.lines);
    run_all(connection, sql, rows);
}

}  // namespace

ledger::Book open_book(Transaction& transaction) {
    return {transaction.head().journal, transaction.head().next_account};
}

ledger::Account read_account(Connection& connection, const ledger::AccountKey& key) {
    return read_accounts(connection, {&key, 1}).front();
}

std::vector<ledger::Account> read_accounts(Connection& connection, std::span<const ledger::AccountKey> keys) {
    static constexpr BatchSql sql{
        "SELECT id, debits_posted, credits_posted, debits_pending, credits_pending FROM accounts "
        "WHERE kind = :kind AND owner = :owner AND month = :month AND currency = :currency",
        "SELECT k.n, a.id, a.debits_posted, a.credits_posted, a.debits_pending, a.credits_pending "
        "FROM unnest(CAST(:kinds AS bigint[]), CAST(:owners AS bigint[]), CAST(:months AS bigint[]), CAST(:currencies "
        "AS text[])) WITH ORDINALITY AS k(kind, owner, month, currency, n) JOIN accounts a ON a.kind = k.kind AND "
        "a.owner = k.owner AND a.month = k.month AND a.currency = k.currency"};
    Rows<Int, Int, Int, std::string> rows;
    std::vector<ledger::Account> accounts;
    accounts.reserve(keys.size());
    for (const ledger::AccountKey& key : keys) {
        rows.add(static_cast<Int>(key.kind), key.owner, key.month.index, std::string(key.currency.code()));
        accounts.push_back({.key = key});
    }
    query_all<Int, Int, Int, Int, Int>(
        connection, sql, rows,
        [&](std::size_t at, Int id, Int debits, Int credits, Int debits_pending, Int credits_pending) {
            accounts[at] = {keys[at], id, debits, credits, debits_pending, credits_pending};
        });
    return accounts;
}

void load(Transaction& transaction, ledger::Book& book, std::span<const ledger::AccountKey> keys) {
    Known& known = transaction.connection().known();
    std::vector<ledger::AccountKey> wanted;
    std::unordered_set<ledger::AccountKey> seen;
    for (const ledger::AccountKey& key : keys) {
        if (book.contains(key)) continue;
        if (const ledger::Account* const account = known.accounts.find(key))
            book.add(*account);
        else if (seen.insert(key).second)
            wanted.push_back(key);
    }
    // A close works through everybody's, and asks for none of them again soon.
    const bool worth_knowing = wanted.size() <= wanted_again;
    for (ledger::Account& account : read_accounts(transaction.connection(), wanted)) {
        if (account.id == 0) continue;
        if (worth_knowing) known.accounts.put(account.key, account);
        book.add(std::move(account));
    }
}

void save(Transaction& transaction, const ledger::Book& book) {
    Connection& connection = transaction.connection();
    const std::vector<ledger::Book::Change> changes = book.changes();
    insert_accounts(connection, changes);
    update_accounts(connection, changes);
    insert_txns(connection, book.journal());
    insert_transfers(connection, book.journal());
    for (const auto& [account, opened] : changes)
        connection.known().accounts.replace(account.key, account);
    transaction.head().journal = book.head();
    transaction.head().next_account = book.next_account_id();
}

std::optional<ledger::Transfer> read_transfer(Connection& connection, std::int64_t seq, std::int32_t n) {
    std::optional<ledger::Transfer> found;
    static const std::string sql = select_transfers("FROM transfers t WHERE t.seq = :seq AND t.n = :n");
    query_transfers(
        connection, sql, [&](ledger::Transfer transfer) { found = std::move(transfer); }, seq, n);
    return found;
}

void each_transfer(Connection& connection, std::int64_t first_seq, std::int64_t last_seq, ledger::TransferKind kind,
                   const std::function<void(const ledger::Transfer&)>& visit) {
    static const std::string sql = select_transfers(
        "FROM transfers t WHERE t.seq >= :first AND t.seq <= :last AND t.kind = :kind ORDER BY t.seq, t.n");
    query_transfers(connection, sql, visit, first_seq, last_seq, static_cast<Int>(kind));
}

void each_txn(Connection& connection, const std::function<void(const ledger::Txn&)>& visit) {
    // PostgreSQL hands over an answer as a whole, so the journal is read in pieces that fit into memory.
    constexpr Int txns_at_once = 2'000;
    Int after = std::numeric_limits<Int>::min();
    for (Int found = txns_at_once; found == txns_at_once;) {
        found = 0;
        ledger::Txn txn;
        query<Int, Int, std::string, std::string, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, std::string>(
            connection,
            "SELECT x.seq, x.at, x.leaf, x.chain, COALESCE(t.n, 0), COALESCE(t.kind, 0), COALESCE(t.phase, 0), "
            "COALESCE(t.debit_account, 0), COALESCE(t.credit_account, 0), COALESCE(t.amount_micro, 0), "
            "COALESCE(t.dr_from, 0), COALESCE(t.cr_from, 0), COALESCE(t.pending_seq, 0), COALESCE(t.pending_n, 0), "
            "COALESCE(t.lines, '') "
            "FROM (SELECT seq, at, leaf, chain FROM txns WHERE seq > :after ORDER BY seq LIMIT :most) x "
            "LEFT JOIN transfers t ON t.seq = x.seq ORDER BY x.seq, t.n",
            [&](Int seq, Int at, const std::string& leaf, const std::string& chain, Int n, auto&&... columns) {
                if (found == 0 || seq != txn.seq) {
                    if (found != 0) visit(txn);
                    txn = {seq, base::from_micros(at), leaf, chain, {}, {}};
                    ++found;
                }
                if (n != 0) txn.transfers.push_back(transfer_of(seq, n, columns...));
            },
            after, txns_at_once);
        if (found != 0) visit(txn);
        after = txn.seq;
    }
}

std::int64_t count_txns(Connection& connection) {
    std::int64_t count = 0;
    query<Int>(connection, "SELECT COUNT(*) FROM txns", [&](Int found) { count = found; });
    return count;
}

void each_account(Connection& connection, const std::function<void(const ledger::Account&)>& visit) {
    constexpr Int accounts_at_once = 20'000;
    Int after = std::numeric_limits<Int>::min();
    for (Int found = accounts_at_once; found == accounts_at_once;) {
        found = 0;
        query<Int, Int, Int, Int, std::string, Int, Int, Int, Int>(
            connection,
            "SELECT id, kind, owner, month, currency, debits_posted, credits_posted, debits_pending, credits_pending "
            "FROM accounts WHERE id > :after ORDER BY id LIMIT :most",
            [&](Int id, Int kind, Int owner, Int month, const std::string& currency, Int debits, Int credits,
                Int debits_pending, Int credits_pending) {
                ++found;
                after = id;
                visit({{static_cast<ledger::AccountKind>(kind),
                        owner,
                        {static_cast<std::int32_t>(month)},
                        currency_of(currency)},
                       id,
                       debits,
                       credits,
                       debits_pending,
                       credits_pending});
            },
            after, accounts_at_once);
    }
}

std::string chain_at(Connection& connection, std::int64_t seq) {
    std::string chain;
    query<std::string>(
        connection, "SELECT chain FROM txns WHERE seq = :seq", [&](const std::string& found) { chain = found; }, seq);
    return chain;
}

base::Time time_of(Connection& connection, std::int64_t seq) {
    base::Time at{};
    query<Int>(
        connection, "SELECT at FROM txns WHERE seq = :seq", [&](Int found) { at = base::from_micros(found); }, seq);
    return at;
}

std::vector<std::optional<Remembered>> remembered(Connection& connection, std::span<const ClientKey> keys) {
    static constexpr BatchSql sql{
        "SELECT body, answer FROM idempotency WHERE scope = :scope AND key = :key",
        "SELECT k.n, i.body, i.answer FROM unnest(CAST(:scopes AS text[]), CAST(:keys AS text[])) WITH ORDINALITY AS "
        "k(scope, key, n) JOIN idempotency i ON i.scope = k.scope AND i.key = k.key"};
    Rows<std::string, std::string> rows;
    for (const ClientKey& each : keys)
        rows.add(each.scope, each.key);
    std::vector<std::optional<Remembered>> found(keys.size());
    query_all<std::string, std::string>(connection, sql, rows,
                                        [&](std::size_t at, const std::string& body, const std::string& answer) {
                                            found[at] = {body, answer};
                                        });
    return found;
}

std::optional<Remembered> remembered(Connection& connection, const std::string& scope, const std::string& key) {
    const ClientKey one{scope, key};
    return remembered(connection, {&one, 1}).front();
}

void remember(Transaction& transaction, std::span<const std::pair<ClientKey, Remembered>> all) {
    static constexpr BatchSql sql{
        "INSERT INTO idempotency (scope, key, body, answer) VALUES (:scope, :key, :body, :answer)",
        "INSERT INTO idempotency (scope, key, body, answer) SELECT * FROM unnest(CAST(:scopes AS text[]), CAST(:keys "
        "AS text[]), CAST(:bodies AS text[]), CAST(:answers AS text[]))"};
    Rows<std::string, std::string, std::string, std::string> rows;
    for (const auto& [key, what] : all)
        rows.add(key.scope, key.key, what.body, what.answer);
    run_all(transaction.connection(), sql, rows);
}

void remember(Transaction& transaction, const std::string& scope, const std::string& key, const Remembered& what) {
    const std::pair<ClientKey, Remembered> one{{scope, key}, what};
    remember(transaction, {&one, 1});
}

std::optional<std::string> hub_fact(Connection& connection, const std::string& name) {
    std::optional<std::string> found;
    query<std::string>(
        connection, "SELECT value FROM hub_facts WHERE name = :name", [&](const std::string& value) { found = value; },
        name);
    return found;
}

void settle_hub_fact(Transaction& transaction, const std::string& name, const std::string& value) {
    run(transaction.connection(), "INSERT INTO hub_facts (name, value) VALUES (:name, :value)", name, value);
}

void replace_hub_fact(Transaction& transaction, const std::string& name, const std::string& value) {
    run(transaction.connection(),
        "INSERT INTO hub_facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = "
        "excluded.value",
        name, value);
}

}  // namespace obolus::store
