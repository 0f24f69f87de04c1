#include "store/identity_rows.hpp"

#include "store/known.hpp"
#include "store/query.hpp"

namespace obolus::store {

namespace {
/// How many expired rows one sign-in clears away: bounded work, and more than sign-ins add.
constexpr Int forget_at_once = 8;

void insert(Transaction& transaction, Int id, const identity::ExternalIdentity& of) {
    run(transaction.connection(),
        "INSERT INTO identities (id, provider, instance, subject, handle, name, avatar_url, profile_url, kind, "
        "seen_at) "
        "VALUES (:id, :provider, :instance, :subject, :handle, :name, :avatar, :profile, :kind, :seen)",
        id, of.key.provider, of.key.instance, of.key.subject, of.handle, of.name, of.avatar_url, of.profile_url,
        of.kind, base::to_micros(transaction.now()));
}
}  // namespace

StoredIdentity find(Connection& connection, const identity::Key& key) {
    StoredIdentity stored;
    query<Int, Int>(
        connection,
        "SELECT i.id, COALESCE(l.member, 0) FROM identities i LEFT JOIN links l ON l.identity = i.id "
        "WHERE i.provider = :provider AND i.instance = :instance AND i.subject = :subject",
        [&](Int id, Int member) {
            stored = {{id}, {member}};
        },
        key.provider, key.instance, key.subject);
    return stored;
}

StoredIdentity add(Transaction& transaction, const identity::ExternalIdentity& identity) {
    const base::IdentityId id{transaction.head().next_identity++};
    insert(transaction, id.value, identity);
    return {id, {}};
}

StoredIdentity find_or_add(Transaction& transaction, const identity::ExternalIdentity& identity) {
    Connection& connection = transaction.connection();
    StoredIdentity stored;
    bool same = false;
    query<Int, Int, std::string, std::string, std::string, std::string, std::string>(
        connection,
        "SELECT i.id, COALESCE(l.member, 0), i.handle, i.name, i.avatar_url, i.profile_url, i.kind FROM identities i "
        "LEFT JOIN links l ON l.identity = i.id WHERE i.provider = :provider AND i.instance = :instance AND i.subject "
        "= :subject",
        [&](Int id, Int member, const std::string& handle, const std::string& name, const std::string& avatar,
            const std::string& profile, const std::string& kind) {
            stored = {{id}, {member}};
            same = handle == identity.handle && name == identity.name && avatar == identity.avatar_url &&
                   profile == identity.profile_url && kind == identity.kind;
        },
        identity.key.provider, identity.key.instance, identity.key.subject);
    if (!stored.id) {
        stored = add(transaction, identity);
    } else if (!same) {
        connection.known().identities.forget(identity.key);
        run(connection,
            "UPDATE identities SET handle = :handle, name = :name, avatar_url = :avatar, profile_url = :profile, kind "
            "= :kind, seen_at = :seen "
            "WHERE id = :id",
            identity.handle, identity.name, identity.avatar_url, identity.profile_url, identity.kind,
            base::to_micros(transaction.now()), stored.id.value);
    }
    return stored;
}

std::optional<identity::ExternalIdentity> read_identity(Connection& connection, base::IdentityId id) {
    std::optional<identity::ExternalIdentity> found;
    query<std::string, std::string, std::string, std::string, std::string, std::string, std::string, std::string>(
        connection,
        "SELECT provider, instance, subject, handle, name, avatar_url, profile_url, kind FROM identities WHERE id = "
        ":id",
        [&](const std::string& provider, const std::string& instance, const std::string& subject,
            const std::string& handle, const std::string& name, const std::string& avatar, const std::string& profile,
            const std::string& kind) {
            found = {{provider, instance, subject}, handle, name, avatar, profile, kind};
        },
        id.value);
    return found;
}

base::MemberId member_of(Connection& connection, base::IdentityId identity) {
    base::MemberId member;
    query<Int>(
        connection, "SELECT member FROM links WHERE identity = :identity", [&](Int found) { member = {found}; },
        identity.value);
    return member;
}

std::vector<base::IdentityId> identities_of(Connection& connection, base::MemberId member) {
    std::vector<base::IdentityId> identities;
    query<Int>(
        connection, "SELECT identity FROM links WHERE member = :member ORDER BY linked_at, identity",
        [&](Int identity) { identities.push_back({identity}); }, member.value);
    return identities;
}

bool link(Transaction& transaction, base::IdentityId identity, base::MemberId member) {
    transaction.connection().known().forget_people();
    return run(transaction.connection(),
               "INSERT INTO links (identity, member, linked_at) VALUES (:identity, :member, :at) ON CONFLICT "
               "(identity) DO NOTHING",
               identity.value, member.value, base::to_micros(transaction.now())) == 1;
}

base::MemberId add_member(Transaction& transaction) {
    const base::MemberId member{transaction.head().next_member++};
    run(transaction.connection(), "INSERT INTO members (id, created_at, plan_micro) VALUES (:id, :at, 0)", member.value,
        base::to_micros(transaction.now()));
    return member;
}

std::int64_t plan_of(Connection& connection, base::MemberId member) {
    std::int64_t plan = 0;
    query<Int>(
        connection, "SELECT plan_micro FROM members WHERE id = :id", [&](Int found) { plan = found; }, member.value);
    return plan;
}

void set_plan(Transaction& transaction, base::MemberId member, std::int64_t plan_micro) {
    transaction.connection().known().givers.forget(member);
    run(transaction.connection(), "UPDATE members SET plan_micro = :plan WHERE id = :id", plan_micro, member.value);
}

base::IdentityId home_identity_of(Connection& connection, base::MemberId member) {
    base::IdentityId home;
    query<Int>(
        connection, "SELECT home_identity FROM members WHERE id = :id", [&](Int found) { home = {found}; },
        member.value);
    return home;
}

bool unlink(Transaction& transaction, base::IdentityId identity, base::MemberId member) {
    transaction.connection().known().forget_people();
    return run(transaction.connection(), "DELETE FROM links WHERE identity = :identity AND member = :member",
               identity.value, member.value) == 1;
}

bool has_unanswered_payout(Connection& connection, base::MemberId member) {
    bool found = false;
    query<Int>(
        connection, "SELECT id FROM payouts WHERE member = :member AND state = 1 LIMIT 1", [&](Int) { found = true; },
        member.value);
    return found;
}

void add_session(Transaction& transaction, const std::string& token_hash, const StoredSession& session) {
    Connection& connection = transaction.connection();
    run(connection,
        "DELETE FROM session_identities WHERE token_hash IN (SELECT token_hash FROM sessions WHERE expires_at <= :now "
        "ORDER BY expires_at LIMIT :few)",
        base::to_micros(transaction.now()), forget_at_once);
    run(connection,
        "DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions WHERE expires_at <= :now ORDER BY "
        "expires_at LIMIT :few)",
        base::to_micros(transaction.now()), forget_at_once);
    run(connection, "INSERT INTO sessions (token_hash, expires_at) VALUES (:token, :expires)", token_hash,
        base::to_micros(session.expires_at));
    Int position = 0;
    for (const Proof& proof : session.proofs)
        run(connection,
            "INSERT INTO session_identities (token_hash, position, identity, proven_at) VALUES (:token, :position, "
            ":identity, :proven)",
            token_hash, position++, proof.identity.value, base::to_micros(proof.at));
}

std::optional<StoredSession> read_session(Connection& connection, const std::string& token_hash, base::Time now) {
    std::optional<StoredSession> session;
    query<Int, Int, Int>(
        connection,
        "SELECT s.expires_at, i.identity, i.proven_at FROM sessions s JOIN session_identities i ON i.token_hash = "
        "s.token_hash "
        "WHERE s.token_hash = :token AND s.expires_at > :now ORDER BY i.position",
        [&](Int expires_at, Int identity, Int proven_at) {
            if (!session) session = StoredSession{{}, base::from_micros(expires_at)};
            session->proofs.push_back({{identity}, base::from_micros(proven_at)});
        },
        token_hash, base::to_micros(now));
    return session;
}

void end_session(Transaction& transaction, const std::string& token_hash) {
    run(transaction.connection(), "DELETE FROM session_identities WHERE token_hash = :token", token_hash);
    run(transaction.connection(), "DELETE FROM sessions WHERE token_hash = :token", token_hash);
}

bool consume_sign_in(Transaction& transaction, const std::string& flow_id, base::Time expires_at) {
    Connection& connection = transaction.connection();
    run(connection,
        "DELETE FROM consumed_sign_ins WHERE flow_id IN (SELECT flow_id FROM consumed_sign_ins WHERE expires_at <= "
        ":now ORDER BY expires_at LIMIT :few)",
        base::to_micros(transaction.now()), forget_at_once);
    return run(connection,
               "INSERT INTO consumed_sign_ins (flow_id, expires_at) VALUES (:flow, :expires) ON CONFLICT (flow_id) DO "
               "NOTHING",
               flow_id, base::to_micros(expires_at)) == 1;
}

}  // namespace obolus::store
