#include "hub/sign_in.hpp"

#include <algorithm>

#include "hub/decide_each.hpp"
#include "hub/session.hpp"
#include "store/identity_rows.hpp"

namespace obolus::hub {

namespace {

base::Result<SessionView> sign_in_one(store::Transaction& transaction, const Rules& rules, const SignIn& command) {
    if (command.identities.empty() || command.token.empty()) return Refusal::identity_invalid;
    for (const identity::ExternalIdentity& identity : command.identities)
        if (!identity::is_valid(identity.key)) return Refusal::identity_invalid;

    store::StoredSession session;
    session.expires_at = transaction.now() + rules.session_ttl;
    for (const identity::ExternalIdentity& identity : command.identities) {
        const base::IdentityId id = store::find_or_add(transaction, identity).id;
        if (std::ranges::find(session.identities, id) == session.identities.end()) session.identities.push_back(id);
    }
    if (!command.previous_token.empty()) store::end_session(transaction, token_hash(command.previous_token));
    store::add_session(transaction, token_hash(command.token), session);
    return load_session(transaction.connection(), rules, command.token, transaction.now());
}

base::Result<SessionView> open_account_one(store::Transaction& transaction, const Rules& rules,
                                           const OpenAccount& command) {
    BOOST_OUTCOME_TRY(auto session, load_session(transaction.connection(), rules, command.token, transaction.now()));
    if (session.member) return Refusal::account_exists;
    session.member = store::add_member(transaction);
    store::link(transaction, session.identity_ids.front(), session.member);
    return session;
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
