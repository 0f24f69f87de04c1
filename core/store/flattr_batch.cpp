#include "store/flattr_batch.hpp"

#include "store/batch.hpp"

namespace obolus::store {

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
    Rows<std::string, std::string, std::string> keys;
    for (const identity::ExternalIdentity* each : identities)
        keys.add(each->key.provider, each->key.instance, each->key.subject);
    std::vector<StoredIdentity> found(identities.size());
    query_all<Int, Int, std::string, std::string, std::string, std::string, std::string>(
        connection, sql, keys,
        [&](std::size_t at, Int id, Int member, const std::string& handle, const std::string& name,
            const std::string& avatar, const std::string& profile, const std::string& kind) {
            const identity::ExternalIdentity& said = *identities[at];
            if (handle == said.handle && name == said.name && avatar == said.avatar_url &&
                profile == said.profile_url && kind == said.kind)
                found[at] = {{id}, {member}};
        });
    return found;
}

std::vector<base::ThingId> find_unchanged(Connection& connection, std::span<const giving::Thing* const> things) {
    static constexpr BatchSql sql{"SELECT id, url, title FROM things WHERE key = :key",
                                  "SELECT k.n, t.id, t.url, t.title FROM unnest(CAST(:keys AS text[])) "
                                  "WITH ORDINALITY AS k(key, n) JOIN things t ON t.key = k.key"};
    Rows<std::string> keys;
    for (const giving::Thing* thing : things)
        keys.add(thing->key);
    std::vector<base::ThingId> found(things.size());
    query_all<Int, std::string, std::string>(
        connection, sql, keys, [&](std::size_t at, Int id, const std::string& url, const std::string& title) {
            if (url == things[at]->url && title == things[at]->title) found[at] = {id};
        });
    return found;
}

std::vector<GiverMonth> load_givers(Connection& connection, base::Month month, std::span<const base::MemberId> givers) {
    static constexpr BatchSql sql{
        "SELECT m.plan_micro, COALESCE(g.flattrs, 0), m.left_at FROM members m "
        "LEFT JOIN giver_months g ON g.giver = m.id AND g.month = :month WHERE m.id = :giver",
        "SELECT k.n, m.plan_micro, COALESCE(g.flattrs, 0), m.left_at FROM unnest(CAST(:months AS bigint[]), "
        "CAST(:givers AS "
        "bigint[])) WITH ORDINALITY AS k(month, giver, n) JOIN members m ON m.id = k.giver "
        "LEFT JOIN giver_months g ON g.month = k.month AND g.giver = k.giver"};
    Rows<Int, Int> keys;
    std::vector<GiverMonth> found;
    for (const base::MemberId giver : givers) {
        keys.add(month.index, giver.value);
        found.push_back({giver, 0, 0, false});
    }
    query_all<Int, Int, Int>(connection, sql, keys, [&](std::size_t at, Int plan, Int flattrs, Int left_at) {
        found[at].plan_micro = plan;
        found[at].flattrs = flattrs;
        found[at].left = left_at != 0;
    });
    return found;
}

void save_givers(Transaction& transaction, base::Month month, std::span<const GiverMonth> givers) {
    static constexpr BatchSql sql{
        "INSERT INTO giver_months (month, giver, flattrs) VALUES (:month, :giver, :flattrs) "
        "ON CONFLICT (month, giver) DO UPDATE SET flattrs = excluded.flattrs",
        "INSERT INTO giver_months (month, giver, flattrs) SELECT * FROM unnest(CAST(:months AS bigint[]), "
        "CAST(:givers AS bigint[]), CAST(:flattrs AS bigint[])) "
        "ON CONFLICT (month, giver) DO UPDATE SET flattrs = excluded.flattrs"};
    Rows<Int, Int, Int> rows;
    for (const GiverMonth& each : givers)
        rows.add(month.index, each.giver.value, each.flattrs);
    run_all(transaction.connection(), sql, rows);
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
}

}  // namespace obolus::store
