#include "hub/sign_in.hpp"

#include <algorithm>

#include "claims/refusal.hpp"
#include "hub/decide_each.hpp"
#include "hub/handle_claim.hpp"
#include "hub/id_change.hpp"
#include "hub/recipient.hpp"
#include "hub/session.hpp"
#include "store/identity_rows.hpp"

namespace obolus::hub {

namespace {

constexpr std::size_t proofs_max = 64;

/// What the browser's session so far had proven goes on beside the new proofs, for as long as it would have without
/// them. Two members are never merged (rule 13).
base::Result<void> keep_proofs(store::Transaction& transaction, const Rules& rules, const std::string& previous_token,
                               store::StoredSession& session) {
    store::Connection& connection = transaction.connection();
    const auto previous = store::read_session(connection, token_hash(previous_token), transaction.now());
    if (!previous) return base::success();
    for (const store::Proof& proof : previous->proofs) {
        const base::Time until = proof.at + rules.session_ttl;
        if (until <= transaction.now() || session.proofs.size() >= proofs_max) continue;
        if (std::ranges::find(session.proofs, proof.identity, &store::Proof::identity) != session.proofs.end())
            continue;
        session.proofs.push_back(proof);
        session.expires_at = std::min(session.expires_at, until);
    }
    base::MemberId member;
    for (const store::Proof& proof : session.proofs) {
        const base::MemberId linked = store::member_of(connection, proof.identity);
        if (member && linked && linked != member) return claims::Refusal::identity_claimed_by_another;
        if (linked) member = linked;
    }
    return base::success();
}

base::Result<SessionView> sign_in_one(store::Transaction& transaction, const Rules& rules, const SignIn& command) {
    if (command.identities.empty() || command.token.empty()) return Refusal::identity_invalid;
    for (const identity::ExternalIdentity& identity : command.identities)
        if (!identity::is_provable(identity.key)) return Refusal::identity_invalid;

    // The same command again, whose answer was lost: its token is nobody else's.
    if (store::read_session(transaction.connection(), token_hash(command.token), transaction.now()))
        return load_session(transaction.connection(), rules, command.token, transaction.now());

    store::StoredSession session;
    session.expires_at = transaction.now() + rules.session_ttl;
    for (const identity::ExternalIdentity& identity : command.identities) {
        const base::IdentityId id = find_proven(transaction, rules, identity).id;
        if (std::ranges::find(session.proofs, id, &store::Proof::identity) != session.proofs.end()) continue;
        session.proofs.push_back({id, transaction.now()});
        note_handle(transaction, rules, id, identity);
    }
    note_shown_ids(transaction, rules, command.identities);
    if (command.keep_previous) {
        BOOST_OUTCOME_TRYV(keep_proofs(transaction, rules, command.previous_token, session));
    }
    if (!command.previous_token.empty()) store::end_session(transaction, token_hash(command.previous_token));
    store::add_session(transaction, token_hash(command.token), session);
    return load_session(transaction.connection(), rules, command.token, transaction.now());
}

base::Result<SessionView> open_account_one(store::Transaction& transaction, const Rules& rules,
                                           const OpenAccount& command) {
    BOOST_OUTCOME_TRY(const SessionView session,
                      load_session(transaction.connection(), rules, command.token, transaction.now()));
    if (session.member) return Refusal::account_exists;
    store::link(transaction, session.identity_ids.front(), store::add_member(transaction));
    return load_session(transaction.connection(), rules, command.token, transaction.now());
}

}  // namespace

std::vector<base::Result<Done>> consume_sign_in(store::Transaction& transaction, const Rules&,
                                                std::span<const ConsumeSignIn> commands) {
    std::vector<base::Result<Done>> answers;
    for (const ConsumeSignIn& command : commands) {
        if (store::consume_sign_in(transaction, command.flow_id, command.expires_at))
            answers.emplace_back(Done{});
        else
            answers.emplace_back(Refusal::sign_in_already_used);
    }
    return answers;
}

std::vector<base::Result<SessionView>> sign_in(store::Transaction& transaction, const Rules& rules,
                                               std::span<const SignIn> commands) {
    auto answers = decide_each<SessionView>(transaction, nullptr, commands, [&](const SignIn& command) {
        return sign_in_one(transaction, rules, command);
    });
    return answers;
}

std::vector<base::Result<Done>> sign_out(store::Transaction& transaction, const Rules&,
                                         std::span<const SignOut> commands) {
    std::vector<base::Result<Done>> answers;
    for (const SignOut& command : commands) {
        store::end_session(transaction, token_hash(command.token));
        answers.emplace_back(Done{});
    }
    return answers;
}

base::Result<SessionView> find_session(store::Snapshot& snapshot, const Rules& rules, const FindSession& question) {
    return load_session(snapshot.connection(), rules, question.token, snapshot.now());
}

std::vector<base::Result<SessionView>> open_account(store::Transaction& transaction, const Rules& rules,
                                                    std::span<const OpenAccount> commands) {
    auto answers = decide_each<SessionView>(transaction, nullptr, commands, [&](const OpenAccount& command) {
        return open_account_one(transaction, rules, command);
    });
    return answers;
}

}  // namespace obolus::hub
