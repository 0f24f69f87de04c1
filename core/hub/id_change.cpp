#include "hub/id_change.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "hub/decide_each.hpp"
#include "hub/recipient.hpp"
#include "hub/session.hpp"
#include "notices/notice.hpp"
#include "store/claim_rows.hpp"
#include "store/id_change_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/opt_out_rows.hpp"

namespace obolus::hub {

namespace {

using identity::IdChangeState;

std::string blank_subject(const Rules& rules, const identity::Key& key) { return "#" + opt_out_hash(rules, key); }

/// Whose money waits for the identity.
std::set<base::MemberId> givers_of(store::Connection& connection, base::IdentityId identity) {
    std::set<base::MemberId> givers;
    for (const store::Arrival& arrival : store::waiting_arrivals(connection, identity))
        for (const claims::WaitingLine& each : store::lines_of(connection, arrival))
            givers.insert(each.line.giver);
    return givers;
}

void end(store::Transaction& transaction, const Rules& rules, identity::IdChange change, IdChangeState state,
         std::string reason) {
    // Of whoever has opted out no id stays readable, though it was never taken.
    if (state != IdChangeState::applied && identity::is_blank(change.pair.from) && !identity::is_blank(change.pair.to))
        change.pair.to = {change.pair.to.provider, "", blank_subject(rules, change.pair.to)};
    change.state = state;
    change.reason = std::move(reason);
    change.ended_at = transaction.now();
    store::save_id_change(transaction, change);
}

base::Result<identity::IdChange> waiting_change(store::Connection& connection, std::int64_t number) {
    const auto change = store::read_id_change(connection, number);
    if (!change) return identity::Refusal::id_change_unknown;
    if (change->state != IdChangeState::waiting) return identity::Refusal::id_change_ended;
    return *change;
}

/// The identity takes its new key; what the new id had proven here meanwhile ends.
base::Result<void> apply_one(store::Transaction& transaction, const Rules& rules, identity::IdChange change) {
    store::Connection& connection = transaction.connection();
    const auto identity = store::read_identity(connection, change.identity);
    // Between an opt-out and its end the row was blank; the name may have come back since.
    const bool same =
        identity &&
        (identity->key == change.pair.from ||
         (identity::is_blank(change.pair.from) && blank_subject(rules, identity->key) == change.pair.from.subject));
    if (!same) return identity::Refusal::id_pair_contradicts;
    const KnownKey from{change.identity, store::member_of(connection, change.identity), identity->key};
    BOOST_OUTCOME_TRYV(check_change(connection, rules, from, change.pair));
    const KnownKey to = find_known(connection, rules, change.pair.to);
    if (to.id) store::remove_identity(transaction, to.id, from.id);
    if (identity::is_blank(from.key)) change.pair.to = {from.key.provider, "", blank_subject(rules, change.pair.to)};
    store::give_key(transaction, from.id, from.key, change.pair.to);
    end(transaction, rules, std::move(change), IdChangeState::applied, "");
    return base::success();
}

base::Result<AppliedIdChanges> apply_some(store::Transaction& transaction, const Rules& rules,
                                          const ApplyIdChanges& command) {
    AppliedIdChanges done;
    for (const identity::IdChange& change :
         store::due_id_changes(transaction.connection(), transaction.now(), command.count_max)) {
        const auto applied = apply_one(transaction, rules, change);
        if (!applied) end(transaction, rules, change, IdChangeState::refused, applied.error().message());
        ++(applied ? done.applied : done.refused);
    }
    return done;
}

bool concerns(store::Connection& connection, const Rules& rules, const SessionView& session,
              const identity::IdChange& change) {
    const KnownKey to = find_known(connection, rules, change.pair.to);
    for (const base::IdentityId proven : session.identity_ids)
        if (proven == change.identity || (to.id && proven == to.id)) return true;
    if (!session.member) return false;
    return store::member_of(connection, change.identity) == session.member ||
           store::was_told(
               connection,
               notices::recipients_id_changes(session.member, notices::IdChange{change.number, "", "", ""}).key);
}

base::Result<IdChangeEnded> object_one(store::Transaction& transaction, const Rules& rules,
                                       const ObjectToIdChange& command) {
    store::Connection& connection = transaction.connection();
    BOOST_OUTCOME_TRY(const SessionView session, load_session(connection, rules, command.token, transaction.now()));
    const auto change = store::read_id_change(connection, command.number);
    if (!change || !concerns(connection, rules, session, *change)) return identity::Refusal::id_change_unknown;
    if (change->state != IdChangeState::waiting) return identity::Refusal::id_change_ended;
    const bool owner = std::ranges::find(session.identity_ids, change->identity) != session.identity_ids.end() ||
                       (session.member && store::member_of(connection, change->identity) == session.member);
    end(transaction, rules, *change, IdChangeState::objected,
        owner ? "by its owner"
              : (session.member ? "by member " + std::to_string(session.member.value) : "by the new id"));
    return IdChangeEnded{command.number};
}

}  // namespace

KnownKey find_known(store::Connection& connection, const Rules& rules, const identity::Key& key) {
    const store::StoredIdentity named = store::find(connection, key);
    if (named.id) return {named.id, named.member, key};
    const std::string hash = opt_out_hash(rules, key);
    const base::IdentityId blank = store::blank_identity(connection, key.provider, hash);
    if (!blank) return {{}, {}, key};
    return {blank, store::member_of(connection, blank), {key.provider, "", "#" + hash}};
}

base::Result<void> check_change(store::Connection& connection, const Rules& rules, const KnownKey& from,
                                const identity::IdPair& pair) {
    const KnownKey to = find_known(connection, rules, pair.to);
    identity::PairFacts facts;
    facts.old_owner = from.member;
    facts.new_owner = to.member;
    facts.new_has_history = to.id && (to.id == from.id || store::has_history(connection, to.id));
    facts.contradicted = store::contradicts(connection, pair);
    return identity::check_change(facts);
}

void tell_of_change(store::Transaction& transaction, const identity::IdChange& change) {
    store::Connection& connection = transaction.connection();
    const auto identity = store::read_identity(connection, change.identity);
    const notices::IdChange told{change.number, change.pair.from.provider, identity ? identity->handle : "",
                                 base::to_date(change.due_at)};
    const base::MemberId owner = store::member_of(connection, change.identity);
    if (owner)
        store::save_notice(transaction,
                           notices::id_changes(owner, told, change.pair.from.subject, change.pair.to.subject));
    for (const base::MemberId giver : givers_of(connection, change.identity))
        if (giver != owner) store::save_notice(transaction, notices::recipients_id_changes(giver, told));
}

void note_shown_ids(store::Transaction& transaction, const Rules& rules,
                    std::span<const identity::ExternalIdentity> identities) {
    if (identities.size() < 2) return;
    store::Connection& connection = transaction.connection();
    for (const identity::ExternalIdentity& shown : identities)
        for (identity::IdChange& change : store::unproven_id_changes(connection, shown.key)) {
            const bool both = std::ranges::any_of(identities, [&](const identity::ExternalIdentity& other) {
                return find_known(connection, rules, other.key).id == change.identity;
            });
            if (!both) continue;
            change.due_at = transaction.now() + rules.id_change_wait;
            store::save_id_change(transaction, change);
            tell_of_change(transaction, change);
        }
}

std::vector<base::Result<AppliedIdChanges>> apply_id_changes(store::Transaction& transaction, const Rules& rules,
                                                             std::span<const ApplyIdChanges> commands) {
    return decide_each<AppliedIdChanges>(transaction, nullptr, commands, [&](const ApplyIdChanges& command) {
        return apply_some(transaction, rules, command);
    });
}

std::vector<base::Result<IdChangeEnded>> cancel_id_change(store::Transaction& transaction, const Rules& rules,
                                                          std::span<const CancelIdChange> commands) {
    return decide_each<IdChangeEnded>(transaction, nullptr, commands,
                                      [&](const CancelIdChange& command) -> base::Result<IdChangeEnded> {
                                          BOOST_OUTCOME_TRY(const identity::IdChange change,
                                                            waiting_change(transaction.connection(), command.number));
                                          end(transaction, rules, change, IdChangeState::cancelled, "by the operator");
                                          return IdChangeEnded{command.number};
                                      });
}

std::vector<base::Result<IdChangeEnded>> object_to_id_change(store::Transaction& transaction, const Rules& rules,
                                                             std::span<const ObjectToIdChange> commands) {
    return decide_each<IdChangeEnded>(transaction, nullptr, commands, [&](const ObjectToIdChange& command) {
        return object_one(transaction, rules, command);
    });
}

base::Result<std::vector<identity::IdChange>> list_id_changes(store::Snapshot& snapshot, const Rules&,
                                                              const ListIdChanges& question) {
    const std::int64_t before = question.before > 0 ? question.before : std::numeric_limits<std::int64_t>::max();
    return store::list_id_changes(snapshot.connection(), before, question.count_max);
}

}  // namespace obolus::hub
