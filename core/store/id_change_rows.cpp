#include "store/id_change_rows.hpp"

#include "ledger/account.hpp"
#include "store/known.hpp"
#include "store/query.hpp"

namespace obolus::store {

namespace {

using identity::IdChangeState;
using identity::Key;

const std::string columns =
    "SELECT id, identity, provider, old_instance, old_subject, new_instance, new_subject, source, proof, state, "
    "reason, at, due_at, ended_at FROM id_changes ";
const std::string by_number = columns + "WHERE id = :id";
const std::string by_pair = columns +
                            "WHERE provider = :provider AND old_instance = :old_instance AND old_subject = "
                            ":old_subject AND new_instance = :new_instance AND new_subject = :new_subject AND state IN "
                            "(1, 2) ORDER BY id DESC LIMIT 1";
const std::string by_due = columns + "WHERE state = 1 AND due_at > 0 AND due_at <= :now ORDER BY due_at, id LIMIT :few";
const std::string unproven = columns +
                             "WHERE provider = :provider AND new_instance = :instance AND new_subject = :subject AND "
                             "state = 1 AND due_at = 0 ORDER BY id";
const std::string latest = columns + "WHERE id < :before ORDER BY id DESC LIMIT :few";

template <class... Values>
std::vector<IdChange> read(Connection& connection, const std::string& sql, const Values&... values) {
    std::vector<IdChange> changes;
    query<Int, Int, std::string, std::string, std::string, std::string, std::string, std::string, Int, Int, std::string,
          Int, Int, Int>(
        connection, sql.c_str(),
        [&](Int id, Int of, const std::string& provider, const std::string& old_instance,
            const std::string& old_subject, const std::string& new_instance, const std::string& new_subject,
            const std::string& source, Int proof, Int state, const std::string& reason, Int at, Int due_at,
            Int ended_at) {
            changes.push_back({id,
                               {of},
                               {{provider, old_instance, old_subject}, {provider, new_instance, new_subject}},
                               source,
                               static_cast<identity::IdProof>(proof),
                               static_cast<IdChangeState>(state),
                               reason,
                               base::from_micros(at),
                               base::from_micros(due_at),
                               base::from_micros(ended_at)});
        },
        values...);
    return changes;
}

std::optional<IdChange> first_of(std::vector<IdChange> changes) {
    if (changes.empty()) return std::nullopt;
    return std::move(changes.front());
}

template <class... Values>
bool any(Connection& connection, const char* sql, const Values&... values) {
    bool found = false;
    query<Int>(
        connection, sql, [&](Int) { found = true; }, values...);
    return found;
}

}  // namespace

std::int64_t add_id_change(Transaction& transaction, const IdChange& change) {
    Int next = 1;
    query<Int>(transaction.connection(), "SELECT COALESCE(MAX(id), 0) FROM id_changes",
               [&](Int last) { next = last + 1; });
    run(transaction.connection(),
        "INSERT INTO id_changes (id, identity, provider, old_instance, old_subject, new_instance, new_subject, source, "
        "proof, state, reason, at, due_at, ended_at) VALUES (:id, :identity, :provider, :old_instance, :old_subject, "
        ":new_instance, :new_subject, :source, :proof, :state, :reason, :at, :due, :ended)",
        next, change.identity.value, change.pair.from.provider, change.pair.from.instance, change.pair.from.subject,
        change.pair.to.instance, change.pair.to.subject, change.source, static_cast<Int>(change.proof),
        static_cast<Int>(change.state), change.reason, base::to_micros(change.at), base::to_micros(change.due_at),
        base::to_micros(change.ended_at));
    return next;
}

void save_id_change(Transaction& transaction, const IdChange& change) {
    run(transaction.connection(),
        "UPDATE id_changes SET old_instance = :old_instance, old_subject = :old_subject, new_instance = :new_instance, "
        "new_subject = :new_subject, state = :state, reason = :reason, due_at = :due, ended_at = :ended WHERE id = :id",
        change.pair.from.instance, change.pair.from.subject, change.pair.to.instance, change.pair.to.subject,
        static_cast<Int>(change.state), change.reason, base::to_micros(change.due_at), base::to_micros(change.ended_at),
        change.number);
}

std::optional<IdChange> read_id_change(Connection& connection, std::int64_t number) {
    return first_of(read(connection, by_number, number));
}

std::optional<IdChange> find_id_change(Connection& connection, const identity::IdPair& pair) {
    return first_of(read(connection, by_pair, pair.from.provider, pair.from.instance, pair.from.subject,
                         pair.to.instance, pair.to.subject));
}

bool contradicts(Connection& connection, const identity::IdPair& pair) {
    const Key& from = pair.from;
    const Key& to = pair.to;
    return any(connection,
               "SELECT id FROM id_changes WHERE provider = :provider AND old_instance = :old_instance AND old_subject "
               "= :old_subject AND state IN (1, 2) AND (new_instance <> :new_instance OR new_subject <> :new_subject) "
               "LIMIT 1",
               from.provider, from.instance, from.subject, to.instance, to.subject) ||
           any(connection,
               "SELECT id FROM id_changes WHERE provider = :provider AND new_instance = :new_instance AND new_subject "
               "= :new_subject AND state IN (1, 2) AND (old_instance <> :old_instance OR old_subject <> :old_subject) "
               "LIMIT 1",
               to.provider, to.instance, to.subject, from.instance, from.subject) ||
           any(connection,
               "SELECT id FROM id_changes WHERE provider = :provider AND old_instance = :instance AND old_subject = "
               ":subject AND state = 1 LIMIT 1",
               to.provider, to.instance, to.subject) ||
           any(connection,
               "SELECT id FROM id_changes WHERE provider = :provider AND new_instance = :instance AND new_subject = "
               ":subject AND state = 1 LIMIT 1",
               from.provider, from.instance, from.subject);
}

std::vector<IdChange> due_id_changes(Connection& connection, base::Time now, std::int64_t count_max) {
    return read(connection, by_due, base::to_micros(now), count_max);
}

std::vector<IdChange> unproven_id_changes(Connection& connection, const Key& to) {
    return read(connection, unproven, to.provider, to.instance, to.subject);
}

std::vector<IdChange> list_id_changes(Connection& connection, std::int64_t before, std::int64_t count_max) {
    return read(connection, latest, before, count_max);
}

bool has_history(Connection& connection, base::IdentityId identity) {
    const Int id = identity.value;
    return any(connection, "SELECT identity FROM flattrs WHERE identity = :identity LIMIT 1", id) ||
           any(connection, "SELECT identity FROM arrivals WHERE identity = :identity LIMIT 1", id) ||
           any(connection, "SELECT identity FROM opt_outs WHERE identity = :identity", id) ||
           any(connection, "SELECT id FROM members WHERE home_identity = :identity AND home_identity <> 0 LIMIT 1",
               id) ||
           any(connection, "SELECT id FROM accounts WHERE kind = :kind AND owner = :identity LIMIT 1",
               static_cast<Int>(ledger::AccountKind::escrow), id) ||
           any(connection, "SELECT id FROM id_changes WHERE identity = :identity AND state IN (1, 2) LIMIT 1", id);
}

void remove_identity(Transaction& transaction, base::IdentityId identity, base::IdentityId heir) {
    Connection& connection = transaction.connection();
    connection.known().forget_people();
    run(connection, "DELETE FROM links WHERE identity = :identity", identity.value);
    run(connection, "UPDATE handle_claims SET claimant = :heir WHERE claimant = :identity", heir.value, identity.value);
    run(connection, "DELETE FROM identities WHERE id = :identity", identity.value);
}

void give_key(Transaction& transaction, base::IdentityId identity, const Key& from, const Key& to) {
    Connection& connection = transaction.connection();
    connection.known().forget_people();
    run(connection, "UPDATE identities SET instance = :instance, subject = :subject WHERE id = :id", to.instance,
        to.subject, identity.value);
    if (identity::is_blank(to)) {
        run(connection, "UPDATE opt_outs SET key_hash = :hash WHERE identity = :identity", to.subject.substr(1),
            identity.value);
        return;
    }
    run(connection,
        "UPDATE things SET key = :new_key WHERE key = :old_key AND NOT EXISTS (SELECT 1 FROM things other WHERE "
        "other.key = :same_key)",
        identity::to_string(to), identity::to_string(from), identity::to_string(to));
}

void forget_id_changes(Transaction& transaction, base::IdentityId identity, const Key& key,
                       const std::string& key_hash) {
    Connection& connection = transaction.connection();
    const std::string blank = "#" + key_hash;
    run(connection,
        "UPDATE id_changes SET old_instance = '', old_subject = :blank WHERE identity = :identity AND state = 1", blank,
        identity.value);
    run(connection,
        "UPDATE id_changes SET old_instance = '', old_subject = :old, new_instance = '', new_subject = :new WHERE "
        "identity = :identity AND state <> 1",
        blank, blank, identity.value);
    run(connection,
        "UPDATE id_changes SET new_instance = '', new_subject = :blank WHERE provider = :provider AND new_instance = "
        ":instance AND new_subject = :subject",
        blank, key.provider, key.instance, key.subject);
}

}  // namespace obolus::store
