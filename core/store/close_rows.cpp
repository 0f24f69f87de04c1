#include "store/close_rows.hpp"

#include <algorithm>
#include <optional>

#include "store/batch.hpp"

namespace obolus::store {

namespace {

/// Room in a run's number: 1024 buckets, 16 million parts.
constexpr Int bucket_places = Int{1} << 10;
constexpr Int part_places = Int{1} << 24;

Int run_id(base::Month month, std::int64_t part, std::int64_t bucket) {
    return (month.index * part_places + part) * bucket_places + bucket;
}

/// Opted-out identities that are worth having in memory; with more of them only those that matter are looked for.
constexpr Int opt_outs_max = 1'000;

/// All of them, unless there are too many.
std::optional<std::unordered_set<base::IdentityId>> few_opted_out(Connection& connection) {
    std::unordered_set<base::IdentityId> found;
    query<Int>(
        connection, "SELECT identity FROM opt_outs LIMIT :most", [&](Int identity) { found.insert({identity}); },
        opt_outs_max + 1);
    if (std::ssize(found) > opt_outs_max) return std::nullopt;
    return found;
}

std::unordered_set<base::IdentityId> opted_out(Connection& connection, const GiverRange& range) {
    if (auto few = few_opted_out(connection)) return *std::move(few);
    std::unordered_set<base::IdentityId> found;
    query<Int>(
        connection,
        "SELECT DISTINCT f.identity FROM flattrs f JOIN opt_outs o ON o.identity = f.identity "
        "WHERE f.month = :month AND f.giver > :after AND f.giver <= :last",
        [&](Int identity) { found.insert({identity}); }, range.month.index, range.after.value, range.last.value);
    return found;
}

std::vector<std::pair<base::MemberId, base::IdentityId>> links_of(Connection& connection, const GiverRange& range) {
    std::vector<std::pair<base::MemberId, base::IdentityId>> links;
    query<Int, Int>(
        connection, "SELECT member, identity FROM links WHERE member > :after AND member <= :last",
        [&](Int member, Int identity) {
            links.push_back({{member}, {identity}});
        },
        range.after.value, range.last.value);
    std::ranges::sort(links);
    return links;
}

}  // namespace

std::vector<ClosingGiver> givers_after(Connection& connection, base::Month month, money::Currency currency,
                                       base::MemberId after, std::int64_t count_max) {
    std::vector<ClosingGiver> givers;
    query<Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT g.giver, COALESCE(a.id, 0), COALESCE(a.debits_posted, 0), COALESCE(a.credits_posted, 0), "
        "COALESCE(a.debits_pending, 0), COALESCE(a.credits_pending, 0) FROM giver_months g LEFT JOIN accounts a "
        "ON a.kind = 4 AND a.owner = g.giver AND a.month = g.month AND a.currency = :currency "
        "WHERE g.month = :month AND g.giver > :after ORDER BY g.giver LIMIT :most",
        [&](Int giver, auto... budget) {
            givers.push_back({{giver}, {ledger::budget_of({giver}, month, currency), budget...}});
        },
        std::string(currency.code()), month.index, after.value, count_max);
    return givers;
}

base::MemberId giver_behind(Connection& connection, base::Month month, base::MemberId after, std::int64_t flattrs) {
    base::MemberId behind;
    query<Int>(
        connection,
        "SELECT giver FROM flattrs WHERE month = :month AND giver > :after ORDER BY giver, thing LIMIT 1 OFFSET :most",
        [&](Int giver) { behind = {giver}; }, month.index, after.value, flattrs);
    return behind;
}

Exclusions exclusions_of(Connection& connection, const GiverRange& range) {
    return {links_of(connection, range), opted_out(connection, range)};
}

void each_counted(Connection& connection, const GiverRange& range, const Exclusions& exclusions,
                  const std::function<void(base::MemberId, const giving::CountedFlattr&)>& visit) {
    auto own = exclusions.own.begin();
    query<Int, Int, Int, Int>(
        connection,
        "SELECT giver, thing, identity, fee_ppm FROM flattrs WHERE month = :month AND giver > :after AND giver <= "
        ":last AND state = 1 ORDER BY giver, thing",
        [&](Int giver, Int thing, Int identity, Int fee_ppm) {
            while (own != exclusions.own.end() && own->first.value < giver)
                ++own;
            bool is_own = false;
            for (auto at = own; at != exclusions.own.end() && at->first.value == giver; ++at)
                is_own = is_own || at->second.value == identity;
            const bool is_out = !exclusions.opted_out.empty() && exclusions.opted_out.contains({identity});
            visit({giver}, {{thing}, {identity}, is_own, is_out, fee_ppm});
        },
        range.month.index, range.after.value, range.last.value);
}

void add_closes(Transaction& transaction, base::Month month, money::Currency currency,
                std::span<const StoredClose> closes) {
    static constexpr BatchSql sql{
        "INSERT INTO month_closes (month, giver, currency, outcome, flattrs, dropped, amount_micro, seq, n) "
        "VALUES (:month, :giver, :currency, :outcome, :flattrs, :dropped, :amount, :seq, :n)",
        "INSERT INTO month_closes (month, giver, currency, outcome, flattrs, dropped, amount_micro, seq, n) "
        "SELECT * FROM unnest(CAST(:months AS bigint[]), CAST(:givers AS bigint[]), CAST(:currencies AS text[]), "
        "CAST(:outcomes AS bigint[]), CAST(:flattrs AS bigint[]), CAST(:dropped AS bigint[]), CAST(:amounts AS "
        "bigint[]), CAST(:seqs AS bigint[]), CAST(:ns AS bigint[]))"};
    Rows<Int, Int, std::string, Int, Int, Int, Int, Int, Int> rows;
    for (const StoredClose& c : closes)
        rows.add(month.index, c.giver.value, std::string(currency.code()), static_cast<Int>(c.outcome), c.flattrs,
                 c.dropped, c.amount_micro, c.seq, c.n);
    run_all(transaction.connection(), sql, rows);
}

std::vector<std::pair<base::Month, StoredClose>> closes_of(Connection& connection, base::MemberId giver,
                                                           std::int64_t count_max) {
    std::vector<std::pair<base::Month, StoredClose>> closes;
    query<Int, Int, Int, Int, Int, Int, Int>(
        connection,
        "SELECT m.month, c.outcome, c.flattrs, c.dropped, c.amount_micro, c.seq, c.n FROM months m "
        "JOIN month_closes c ON c.month = m.month AND c.giver = :giver ORDER BY m.month DESC LIMIT :most",
        [&](Int month, Int outcome, Int flattrs, Int dropped, Int amount, Int seq, Int n) {
            closes.push_back({{static_cast<std::int32_t>(month)},
                              {giver, static_cast<giving::Outcome>(outcome), flattrs, dropped, amount, seq,
                               static_cast<std::int32_t>(n)}});
        },
        giver.value, count_max);
    return closes;
}

void add_runs(Transaction& transaction, base::Month month, std::int64_t part, std::int64_t seq,
              std::span<const giving::ShareRun> buckets) {
    static constexpr BatchSql sql{
        "INSERT INTO month_runs (id, month, seq, shares, amount_micro, run) VALUES (:id, :month, :seq, :shares, "
        ":amount, :run)",
        "INSERT INTO month_runs (id, month, seq, shares, amount_micro, run) SELECT * FROM unnest(CAST(:ids AS "
        "bigint[]), CAST(:months AS bigint[]), CAST(:seqs AS bigint[]), CAST(:shares AS bigint[]), CAST(:amounts AS "
        "bigint[]), CAST(:runs AS text[]))"};
    Rows<Int, Int, Int, Int, Int, std::string_view> rows;
    for (std::size_t bucket = 0; bucket < buckets.size(); ++bucket) {
        const giving::ShareRun& run = buckets[bucket];
        if (run.shares() > 0)
            rows.add(run_id(month, part, static_cast<Int>(bucket)), month.index, seq, run.shares(), run.amount_micro(),
                     run.text());
    }
    run_all(transaction.connection(), sql, rows);
}

std::vector<StoredRun> read_runs(Connection& connection, base::Month month, std::int64_t bucket,
                                 std::int64_t first_part, std::int64_t last_part) {
    static constexpr BatchSql sql{
        "SELECT seq, shares, amount_micro, run FROM month_runs WHERE id = :id",
        "SELECT k.n, r.seq, r.shares, r.amount_micro, r.run FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS "
        "k(id, n) JOIN month_runs r ON r.id = k.id ORDER BY k.n"};
    Rows<Int> ids;
    for (std::int64_t part = first_part; part <= last_part; ++part)
        ids.add(run_id(month, part, bucket));
    std::vector<StoredRun> runs;
    query_all<Int, Int, Int, std::string>(
        connection, sql, ids, [&](std::size_t at, Int seq, Int shares, Int amount, const std::string& run) {
            runs.push_back({first_part + static_cast<Int>(at), seq, shares, amount, run});
        });
    return runs;
}

void remove_runs(Transaction& transaction, base::Month month, std::int64_t part) {
    Connection& connection = transaction.connection();
    // Numbers that the journal has too need not be overwritten with zeros, as SQLite may have been built to do.
    const bool sqlite = connection.engine() == Engine::sqlite;
    if (sqlite) connection.execute("PRAGMA secure_delete = FAST");
    run(connection, "DELETE FROM month_runs WHERE id >= :first AND id < :last", run_id(month, part, 0),
        run_id(month, part + 1, 0));
    if (sqlite) connection.execute("PRAGMA secure_delete = ON");
}

std::vector<Owner> owners_of(Connection& connection, std::span<const base::IdentityId> identities) {
    static constexpr BatchSql links{
        "SELECT member FROM links WHERE identity = :identity",
        "SELECT k.n, l.member FROM unnest(CAST(:identities AS bigint[])) WITH ORDINALITY AS k(identity, n) "
        "JOIN links l ON l.identity = k.identity"};
    static constexpr BatchSql opt_outs{
        "SELECT 1 FROM opt_outs WHERE identity = :identity",
        "SELECT k.n, 1 FROM unnest(CAST(:identities AS bigint[])) WITH ORDINALITY AS k(identity, n) "
        "JOIN opt_outs o ON o.identity = k.identity"};
    Rows<Int> keys;
    for (const base::IdentityId identity : identities)
        keys.add(identity.value);
    std::vector<Owner> owners(identities.size());
    query_all<Int>(connection, links, keys, [&](std::size_t at, Int member) { owners[at].member = {member}; });
    if (const auto out = few_opted_out(connection)) {
        for (std::size_t i = 0; i < identities.size() && !out->empty(); ++i)
            owners[i].opted_out = out->contains(identities[i]);
    } else {
        query_all<Int>(connection, opt_outs, keys, [&](std::size_t at, Int) { owners[at].opted_out = true; });
    }
    return owners;
}

}  // namespace obolus::store
