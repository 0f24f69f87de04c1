#include "store/flattr_batch.hpp"

#include "store/batch.hpp"
#include "store/known.hpp"

namespace obolus::store {

namespace {

bool is_same(const identity::ExternalIdentity& stored, const identity::ExternalIdentity& said) {
    return stored.handle == said.handle && stored.name == said.name && stored.avatar_url == said.avatar_url &&
           stored.profile_url == said.profile_url && stored.kind == said.kind;
}

bool is_same(const giving::Thing& stored, const giving::Thing& said) {
    return stored.url == said.url && stored.title == said.title;
}

}  // namespace

std::vector<StoredIdentity> find_unchanged(Connection& connection,
                                           std::span<const identity::ExternalIdentity* const> identities) {
    static constexpr BatchSql sql{
        "SELECT i.id, COALESCE(l.member, 0), i.handle, i.name, i.avatar_url, i.profile_url, i.kind FROM identities i "
        "LEFT JOIN links l ON l.identity = i.id "
        "WHERE i.provider = :provider AND i.instance = :instance AND i.subject = :subject",
        "SELECT k.n, i.id, COALESCE(l.member, 0), i.handle, i.name, i.avatar_url, i.profile_url, i.kind "
        "FROM unnest(CAST(:providers AS text[]), CAST(:instances AS text[]), CAST(:subjects AS text[])) "
        "WITH ORDINALITY AS k(provider, instance, subject, n) "
        "JOIN identities i ON i.provider = k.provider AND i.instance = k.instance AND i.subject = k.subject "
        "LEFT JOIN links l ON l.identity = i.id"};
    Known& known = connection.known();
    Rows<std::string, std::string, std::string> keys;
    std::vector<std::size_t> places;  // of those that are looked up
    std::vector<StoredIdentity> found(identities.size());
    for (std::size_t i = 0; i < identities.size(); ++i) {
        const identity::Key& key = identities[i]->key;
        if (const KnownIdentity* const one = known.identities.find(key)) {
            if (is_same(one->said, *identities[i])) found[i] = one->stored;
            continue;
        }
        keys.add(key.provider, key.instance, key.subject);
        places.push_back(i);
    }
    query_all<Int, Int, std::string, std::string, std::string, std::string, std::string>(
        connection, sql, keys,
        [&](std::size_t at, Int id, Int member, const std::string& handle, const std::string& name,
            const std::string& avatar, const std::string& profile, const std::string& kind) {
            const identity::ExternalIdentity& said = *identities[places[at]];
            const KnownIdentity stored{{said.key, handle, name, avatar, profile, kind}, {{id}, {member}}};
            if (is_same(stored.said, said)) found[places[at]] = stored.stored;
            known.identities.put(said.key, stored);
        });
    return found;
}

std::vector<base::ThingId> find_unchanged(Connection& connection, std::span<const giving::Thing* const> things) {
    static constexpr BatchSql sql{"SELECT id, url, title FROM things WHERE key = :key",
                                  "SELECT k.n, t.id, t.url, t.title FROM unnest(CAST(:keys AS text[])) "
                                  "WITH ORDINALITY AS k(key, n) JOIN things t ON t.key = k.key"};
    Known& known = connection.known();
    Rows<std::string> keys;
    std::vector<std::size_t> places;
    std::vector<base::ThingId> found(things.size());
    for (std::size_t i = 0; i < things.size(); ++i) {
        if (const KnownThing* const one = known.things.find(things[i]->key)) {
            if (is_same(one->said, *things[i])) found[i] = one->id;
            continue;
        }
        keys.add(things[i]->key);
        places.push_back(i);
    }
    query_all<Int, std::string, std::string>(
        connection, sql, keys, [&](std::size_t at, Int id, const std::string& url, const std::string& title) {
            const giving::Thing& said = *things[places[at]];
            const KnownThing stored{{said.key, url, title}, {id}};
            if (is_same(stored.said, said)) found[places[at]] = stored.id;
            known.things.put(said.key, stored);
        });
    return found;
}

std::vector<GiverMonth> load_givers(Connection& connection, base::Month month, std::span<const base::MemberId> givers) {
    static constexpr BatchSql sql{
        "SELECT m.plan_micro, (SELECT COUNT(*) FROM flattrs f WHERE f.month = g.month AND f.giver = g.giver AND "
        "f.state = 1), m.left_at, COALESCE(g.giver, 0) FROM members m "
        "LEFT JOIN giver_months g ON g.giver = m.id AND g.month = :month WHERE m.id = :giver",
        "SELECT k.n, m.plan_micro, (SELECT COUNT(*) FROM flattrs f WHERE f.month = g.month AND f.giver = g.giver AND "
        "f.state = 1), m.left_at, COALESCE(g.giver, 0) FROM unnest(CAST(:months AS bigint[]), CAST(:givers AS "
        "bigint[])) WITH ORDINALITY AS k(month, giver, n) JOIN members m ON m.id = k.giver "
        "LEFT JOIN giver_months g ON g.month = k.month AND g.giver = k.giver"};
    Known& known = connection.known();
    Rows<Int, Int> keys;
    std::vector<std::size_t> places;
    std::vector<GiverMonth> found;
    for (const base::MemberId giver : givers) {
        const KnownGiver* const one = known.givers.find(giver);
        if (one != nullptr && one->month == month) {
            found.push_back(one->giver);
            continue;
        }
        keys.add(month.index, giver.value);
        places.push_back(found.size());
        found.push_back({.giver = giver});
    }
    query_all<Int, Int, Int, Int>(connection, sql, keys,
                                  [&](std::size_t at, Int plan, Int flattrs, Int left_at, Int listed) {
                                      GiverMonth& giver = found[places[at]];
                                      giver.plan_micro = plan;
                                      giver.flattrs = flattrs;
                                      giver.left = left_at != 0;
                                      giver.listed = listed != 0;
                                      known.givers.put(giver.giver, {month, giver});
                                  });
    return found;
}

void list_givers(Transaction& transaction, base::Month month, std::span<const GiverMonth> givers) {
    static constexpr BatchSql sql{
        "INSERT INTO giver_months (month, giver) VALUES (:month, :giver) ON CONFLICT (month, giver) DO NOTHING",
        "INSERT INTO giver_months (month, giver) SELECT * FROM unnest(CAST(:months AS bigint[]), CAST(:givers AS "
        "bigint[])) ON CONFLICT (month, giver) DO NOTHING"};
    Connection& connection = transaction.connection();
    Rows<Int, Int> rows;
    for (GiverMonth each : givers) {
        if (!each.listed) rows.add(month.index, each.giver.value);
        each.listed = true;
        connection.known().givers.put(each.giver, {month, each});
    }
    run_all(connection, sql, rows);
}

std::vector<bool> have_flattrs(Connection& connection, base::Month month, std::span<const GivenThing> given) {
    static constexpr BatchSql sql{
        "SELECT state FROM flattrs WHERE month = :month AND giver = :giver AND thing = :thing AND state = 1",
        "SELECT k.n, f.state FROM unnest(CAST(:months AS bigint[]), CAST(:givers AS bigint[]), CAST(:things AS "
        "bigint[])) WITH ORDINALITY AS k(month, giver, thing, n) "
        "JOIN flattrs f ON f.month = k.month AND f.giver = k.giver AND f.thing = k.thing AND f.state = 1"};
    Rows<Int, Int, Int> keys;
    for (const GivenThing& each : given)
        keys.add(month.index, each.giver.value, each.thing.value);
    std::vector<bool> have(given.size());
    query_all<Int>(connection, sql, keys, [&](std::size_t at, Int) { have[at] = true; });
    return have;
}

void add_flattrs(Transaction& transaction, base::Month month, std::span<const NewFlattr> flattrs) {
    static constexpr BatchSql sql{
        "INSERT INTO flattrs (month, giver, thing, identity, at, state, show_name, fee_ppm) VALUES (:month, :giver, "
        ":thing, :identity, :at, 1, :show_name, :fee) ON CONFLICT (month, giver, thing) DO UPDATE SET identity = "
        "excluded.identity, at = excluded.at, state = 1, show_name = excluded.show_name, fee_ppm = excluded.fee_ppm",
        "INSERT INTO flattrs (month, giver, thing, identity, at, state, show_name, fee_ppm) "
        "SELECT month, giver, thing, identity, at, 1, show_name, fee FROM unnest(CAST(:months AS bigint[]), "
        "CAST(:givers AS bigint[]), CAST(:things AS bigint[]), CAST(:identities AS bigint[]), CAST(:ats AS bigint[]), "
        "CAST(:shown AS bigint[]), CAST(:fees AS bigint[])) AS k(month, giver, thing, identity, at, show_name, fee) "
        "ON CONFLICT (month, giver, thing) DO UPDATE SET identity = excluded.identity, at = excluded.at, state = 1, "
        "show_name = excluded.show_name, fee_ppm = excluded.fee_ppm"};
    Rows<Int, Int, Int, Int, Int, Int, Int> rows;
    for (const auto& [giver, f] : flattrs)
        rows.add(month.index, giver.value, f.thing.value, f.identity.value, base::to_micros(f.at), f.show_name ? 1 : 0,
                 f.fee_ppm);
    run_all(transaction.connection(), sql, rows);
    transaction.head().flattrs += std::ssize(flattrs);
}

}  // namespace obolus::store
