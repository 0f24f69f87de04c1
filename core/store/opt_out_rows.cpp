#include "store/opt_out_rows.hpp"

#include <set>

#include "store/claim_rows.hpp"
#include "store/id_change_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/known.hpp"
#include "store/ledger_rows.hpp"
#include "store/query.hpp"

namespace obolus::store {

namespace {
/// Everything that was flattred or given to for the identity's sake.
std::set<Int> things_of(Connection& connection, base::IdentityId identity) {
    std::set<Int> things;
    query<Int>(
        connection, "SELECT DISTINCT thing FROM flattrs WHERE identity = :identity",
        [&](Int thing) { things.insert(thing); }, identity.value);
    std::vector<ledger::LineAddress> arrivals;
    query<Int, Int>(
        connection, "SELECT seq, n FROM arrivals WHERE identity = :identity",
        [&](Int seq, Int n) {
            arrivals.push_back({seq, static_cast<std::int32_t>(n), 0});
        },
        identity.value);
    for (const ledger::LineAddress& arrival : arrivals) {
        const auto transfer = read_transfer(connection, arrival.seq, arrival.n);
        const auto lines = transfer ? ledger::decode_lines(transfer->lines) : std::nullopt;
        if (!lines) continue;
        for (const ledger::Line& line : *lines)
            if (line.identity == identity) things.insert(line.thing.value);
    }
    return things;
}
}  // namespace

void add_opt_out(Transaction& transaction, base::IdentityId identity, const std::string& key_hash) {
    run(transaction.connection(), "INSERT INTO opt_outs (key_hash, identity, at) VALUES (:hash, :identity, :at)",
        key_hash, identity.value, base::to_micros(transaction.now()));
}

void remove_opt_out(Transaction& transaction, base::IdentityId identity) {
    run(transaction.connection(), "DELETE FROM opt_outs WHERE identity = :identity", identity.value);
}

bool has_opted_out(Connection& connection, base::IdentityId identity) {
    bool found = false;
    query<Int>(
        connection, "SELECT identity FROM opt_outs WHERE identity = :identity", [&](Int) { found = true; },
        identity.value);
    return found;
}

void blank(Transaction& transaction, base::IdentityId identity, const std::string& key_hash) {
    Connection& connection = transaction.connection();
    connection.known().forget_people();
    for (const Int thing : things_of(connection, identity))
        run(connection, "UPDATE things SET key = :key, url = '', title = '' WHERE id = :id",
            "#" + std::to_string(thing), thing);
    if (const auto known = read_identity(connection, identity))
        forget_id_changes(transaction, identity, known->key, key_hash);
    run(connection,
        "UPDATE identities SET instance = '', subject = :subject, handle = '', name = '', avatar_url = '', "
        "profile_url = '', kind = '' WHERE id = :id",
        "#" + key_hash, identity.value);
}

base::IdentityId blank_identity(Connection& connection, const std::string& provider, const std::string& key_hash) {
    return find(connection, {provider, "", "#" + key_hash}).id;
}

void restore_identity(Transaction& transaction, base::IdentityId id, const identity::ExternalIdentity& of) {
    transaction.connection().known().forget_people();
    run(transaction.connection(),
        "UPDATE identities SET instance = :instance, subject = :subject, handle = :handle, name = :name, avatar_url = "
        ":avatar, profile_url = :profile, kind = :kind, seen_at = :seen WHERE id = :id",
        of.key.instance, of.key.subject, of.handle, of.name, of.avatar_url, of.profile_url, of.kind,
        base::to_micros(transaction.now()), id.value);
}

std::optional<HandleClaim> read_handle_claim(Connection& connection, base::IdentityId identity) {
    std::optional<HandleClaim> found;
    query<Int, Int>(
        connection, "SELECT claimant, since FROM handle_claims WHERE identity = :identity",
        [&](Int claimant, Int since) {
            found = {identity, {claimant}, base::from_micros(since)};
        },
        identity.value);
    return found;
}

std::vector<HandleClaim> handle_claims_of(Connection& connection, base::IdentityId claimant) {
    std::vector<HandleClaim> claims;
    query<Int, Int>(
        connection, "SELECT identity, since FROM handle_claims WHERE claimant = :claimant ORDER BY identity",
        [&](Int identity, Int since) {
            claims.push_back({{identity}, claimant, base::from_micros(since)});
        },
        claimant.value);
    return claims;
}

void save_handle_claim(Transaction& transaction, const HandleClaim& claim) {
    run(transaction.connection(),
        "INSERT INTO handle_claims (identity, claimant, since) VALUES (:identity, :claimant, :since) "
        "ON CONFLICT (identity) DO UPDATE SET claimant = excluded.claimant, since = excluded.since",
        claim.identity.value, claim.claimant.value, base::to_micros(claim.since));
}

void remove_handle_claim(Transaction& transaction, base::IdentityId identity) {
    run(transaction.connection(), "DELETE FROM handle_claims WHERE identity = :identity", identity.value);
}

}  // namespace obolus::store
