#include "store/claim_rows.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "store/batch.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::store {

namespace {
Arrival arrival_of(Int seq, Int n, Int identity, Int month, Int amount, Int expires_at, Int state, Int member,
                   Int resolved_seq) {
    return {seq,
            static_cast<std::int32_t>(n),
            {identity},
            {static_cast<std::int32_t>(month)},
            amount,
            base::from_micros(expires_at),
            static_cast<ArrivalState>(state),
            {member},
            resolved_seq,
            0};
}
}  // namespace

void add_arrivals(Transaction& transaction, std::span<const Arrival> arrivals) {
    static constexpr BatchSql sql{
        "INSERT INTO arrivals (seq, n, identity, month, amount_micro, expires_at, state, member, resolved_seq, "
        "fee_micro) VALUES (:seq, :n, :identity, :month, :amount, :expires, :state, :member, :resolved, :fee)",
        "INSERT INTO arrivals (seq, n, identity, month, amount_micro, expires_at, state, member, resolved_seq, "
        "fee_micro) SELECT * FROM unnest(CAST(:seqs AS bigint[]), CAST(:ns AS bigint[]), CAST(:identities AS "
        "bigint[]), CAST(:months AS bigint[]), CAST(:amounts AS bigint[]), CAST(:expires AS bigint[]), CAST(:states "
        "AS bigint[]), CAST(:members AS bigint[]), CAST(:resolved AS bigint[]), CAST(:fees AS bigint[]))"};
    Rows<Int, Int, Int, Int, Int, Int, Int, Int, Int, Int> rows;
    for (const Arrival& a : arrivals)
        rows.add(a.seq, a.n, a.identity.value, a.month.index, a.amount_micro, base::to_micros(a.expires_at),
                 static_cast<Int>(a.state), a.member.value, a.resolved_seq, a.fee_micro);
    run_all(transaction.connection(), sql, rows);
}

void resolve(Transaction& transaction, const Arrival& arrival, ArrivalState state, base::MemberId member,
             std::int64_t resolved_seq) {
    run(transaction.connection(),
        "UPDATE arrivals SET state = :state, member = :member, resolved_seq = :resolved WHERE seq = :seq AND n = :n "
        "AND state = 1",
        static_cast<Int>(state), member.value, resolved_seq, arrival.seq, arrival.n);
}

std::optional<Arrival> read_arrival(Connection& connection, std::int64_t seq, std::int32_t n) {
    std::optional<Arrival> found;
    query<Int, Int, Int, Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT seq, n, identity, month, amount_micro, expires_at, state, member, resolved_seq FROM arrivals "
        "WHERE seq = :seq AND n = :n",
        [&](auto... columns) { found = arrival_of(columns...); }, seq, n);
    return found;
}

std::vector<Arrival> waiting_arrivals(Connection& connection, base::IdentityId identity) {
    std::vector<Arrival> arrivals;
    query<Int, Int, Int, Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT seq, n, identity, month, amount_micro, expires_at, state, member, resolved_seq FROM arrivals "
        "WHERE identity = :identity AND state = 1 ORDER BY seq, n",
        [&](auto... columns) { arrivals.push_back(arrival_of(columns...)); }, identity.value);
    return arrivals;
}

std::vector<Arrival> arrivals_of_month(Connection& connection, base::IdentityId identity, base::Month month) {
    std::vector<Arrival> arrivals;
    query<Int, Int, Int, Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT a.seq, a.n, a.identity, a.month, a.amount_micro, a.expires_at, a.state, a.member, a.resolved_seq "
        "FROM arrivals a JOIN transfers t ON t.seq = a.seq AND t.n = a.n AND t.kind = 5 "
        "WHERE a.identity = :identity AND a.month = :month ORDER BY a.seq, a.n",
        [&](auto... columns) { arrivals.push_back(arrival_of(columns...)); }, identity.value, month.index);
    return arrivals;
}

std::optional<Arrival> arrival_of_share(Connection& connection, base::IdentityId identity, base::Month month,
                                        const ledger::LineAddress& line) {
    const std::vector<Arrival> arrivals = arrivals_of_month(connection, identity, month);
    if (arrivals.empty()) return std::nullopt;
    const auto begins_behind = [&](const ledger::LineAddress& wanted, const Arrival& arrival) {
        // The first line is enough, and is given in full.
        std::string lines;
        query<std::string>(
            connection, "SELECT substr(lines, 1, 150) FROM transfers WHERE seq = :seq AND n = :n",
            [&](const std::string& found) { lines = found; }, arrival.seq, arrival.n);
        const auto first = ledger::decode_lines(std::string_view(lines).substr(0, lines.find(';')));
        return first && !first->empty() && wanted < first->front().origin;
    };
    auto found = arrivals.end();
    if (arrivals.size() > 1) found = std::upper_bound(arrivals.begin() + 1, arrivals.end(), line, begins_behind);
    return *(found - 1);
}

std::vector<Arrival> arrivals_to(Connection& connection, base::MemberId member, std::int64_t count_max) {
    std::vector<Arrival> arrivals;
    query<Int, Int, Int, Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT seq, n, identity, month, amount_micro, expires_at, state, member, resolved_seq FROM arrivals "
        "WHERE member = :member AND member <> 0 ORDER BY seq DESC, n LIMIT :most",
        [&](auto... columns) { arrivals.push_back(arrival_of(columns...)); }, member.value, count_max);
    return arrivals;
}

std::vector<base::IdentityId> expired_at(Connection& connection, base::Time now, base::IdentityId after,
                                         std::int64_t count_max) {
    // Mostly few or none are due, and going through all that waits would hold up the writer: then the index by expiry
    // finds them. Through the index by identity the first of many are found soon.
    constexpr Int few = 1'000;
    Int due = 0;
    query<Int>(
        connection,
        "SELECT COUNT(*) FROM (SELECT seq FROM arrivals WHERE state = 1 AND expires_at <= :now LIMIT :most) AS due",
        [&](Int count) { due = count; }, base::to_micros(now), few + 1);
    // The sum keeps the engines from ordering by the index by identity.
    const char* const by_expiry =
        "SELECT DISTINCT identity + 0 FROM arrivals WHERE state = 1 AND expires_at <= :now AND identity + 0 > :after "
        "ORDER BY 1 LIMIT :most";
    const char* const by_identity =
        "SELECT DISTINCT identity FROM arrivals WHERE state = 1 AND expires_at <= :now AND identity > :after "
        "ORDER BY identity LIMIT :most";
    std::vector<base::IdentityId> identities;
    query<Int>(
        connection, due <= few ? by_expiry : by_identity, [&](Int identity) { identities.push_back({identity}); },
        base::to_micros(now), after.value, count_max);
    return identities;
}

std::int64_t shorten_waiting(Transaction& transaction, const std::string& provider, base::Time until) {
    return run(transaction.connection(),
               "UPDATE arrivals SET expires_at = :until WHERE state = 1 AND expires_at > :later AND identity IN "
               "(SELECT id FROM identities WHERE provider = :provider)",
               base::to_micros(until), base::to_micros(until), provider);
}

std::int64_t count_waiting_after(Connection& connection, const std::string& provider, base::Time until) {
    std::int64_t count = 0;
    query<Int>(
        connection,
        "SELECT COUNT(*) FROM arrivals WHERE state = 1 AND expires_at > :until AND identity IN (SELECT id FROM "
        "identities WHERE provider = :provider)",
        [&](Int found) { count = found; }, base::to_micros(until), provider);
    return count;
}

std::vector<claims::WaitingLine> lines_of(Connection& connection, const Arrival& arrival) {
    const auto transfer = read_transfer(connection, arrival.seq, arrival.n);
    const auto lines = transfer ? ledger::decode_lines(transfer->lines) : std::nullopt;
    if (!lines)
        throw std::runtime_error("transfer " + std::to_string(arrival.seq) + "." + std::to_string(arrival.n) +
                                 " of the journal can't be read; run `obolus audit`");
    std::set<Int> returned;
    query<Int>(
        connection, "SELECT line FROM line_reversals WHERE seq = :seq AND n = :n",
        [&](Int line) { returned.insert(line); }, arrival.seq, arrival.n);
    std::vector<claims::WaitingLine> waiting;
    for (std::size_t i = 0; i < lines->size(); ++i) {
        if (returned.contains(static_cast<Int>(i))) continue;
        waiting.push_back({{arrival.seq, arrival.n, static_cast<std::int32_t>(i)}, (*lines)[i]});
    }
    return waiting;
}

void each_reversal(Connection& connection,
                   const std::function<void(const ledger::LineAddress& line, std::int64_t by_seq)>& visit) {
    // PostgreSQL hands over an answer as a whole, so they are read in pieces that fit into memory.
    constexpr Int lines_at_once = 20'000;
    ledger::LineAddress last;
    for (Int found = lines_at_once; found == lines_at_once;) {
        found = 0;
        query<Int, Int, Int, Int>(
            connection,
            "SELECT seq, n, line, by_seq FROM line_reversals WHERE (seq, n, line) > (:seq, :n, :line) "
            "ORDER BY seq, n, line LIMIT :most",
            [&](Int seq, Int n, Int line, Int by_seq) {
                ++found;
                last = {seq, static_cast<std::int32_t>(n), static_cast<std::int32_t>(line)};
                visit(last, by_seq);
            },
            last.seq, last.n, last.line, lines_at_once);
    }
}

void add_reversal(Transaction& transaction, const ledger::LineAddress& line, std::int64_t by_seq) {
    run(transaction.connection(), "INSERT INTO line_reversals (seq, n, line, by_seq) VALUES (:seq, :n, :line, :by)",
        line.seq, line.n, line.line, by_seq);
}

bool was_returned(Connection& connection, const ledger::LineAddress& line) {
    bool returned = false;
    query<Int>(
        connection, "SELECT by_seq FROM line_reversals WHERE seq = :seq AND n = :n AND line = :line",
        [&](Int) { returned = true; }, line.seq, line.n, line.line);
    return returned;
}

void save_notice(Transaction& transaction, const notices::Notice& notice) {
    run(transaction.connection(),
        "INSERT INTO notices (id, key, member, kind, parameters, at) VALUES (:id, :key, :member, :kind, :parameters, "
        ":at) "
        "ON CONFLICT (key) DO NOTHING",
        transaction.head().next_notice++, notice.key, notice.member.value, notice.kind,
        notices::encode_parameters(notice.parameters), base::to_micros(transaction.now()));
}

std::vector<notices::Notice> latest_notices(Connection& connection, base::MemberId member, std::int64_t count_max) {
    std::vector<notices::Notice> found;
    query<std::string, std::string, std::string, Int>(
        connection, "SELECT key, kind, parameters, at FROM notices WHERE member = :member ORDER BY id DESC LIMIT :most",
        [&](const std::string& key, const std::string& kind, const std::string& parameters, Int at) {
            found.push_back({key, member, kind, notices::decode_parameters(parameters), base::from_micros(at)});
        },
        member.value, count_max);
    return found;
}

bool was_told(Connection& connection, const std::string& key) {
    bool found = false;
    query<Int>(
        connection, "SELECT id FROM notices WHERE key = :key", [&](Int) { found = true; }, key);
    return found;
}

}  // namespace obolus::store
