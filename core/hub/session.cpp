#include "hub/session.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "store/identity_rows.hpp"
#include "store/opt_out_rows.hpp"

namespace obolus::hub {

std::string token_hash(std::string_view token) { return base::to_hex(base::sha256(token)); }

base::Result<SessionView> load_session(store::Connection& connection, const Rules& rules, std::string_view token,
                                       base::Time now) {
    const auto stored = store::read_session(connection, token_hash(token), now);
    if (!stored) return Refusal::not_signed_in;
    SessionView view;
    view.expires_at = stored->expires_at;
    std::vector<base::MemberId> members;
    for (const store::Proof& proof : stored->proofs) {
        auto identity = store::read_identity(connection, proof.identity);
        if (!identity) continue;
        view.is_operator =
            view.is_operator || std::ranges::find(rules.operators, identity->key) != rules.operators.end();
        view.opted_out =
            view.opted_out || (identity::is_blank(identity->key) && store::has_opted_out(connection, proof.identity));
        view.identities.push_back(*std::move(identity));
        view.identity_ids.push_back(proof.identity);
        view.proven_at.push_back(proof.at);
        members.push_back(store::member_of(connection, proof.identity));
        if (!view.member) view.member = members.back();
    }
    if (view.identities.empty()) return Refusal::not_signed_in;
    for (std::size_t i = 0; i < members.size(); ++i)
        if (members[i] == view.member) view.signed_in_at = std::max(view.signed_in_at, view.proven_at[i]);
    return view;
}

base::Result<void> check_recent(const Rules& rules, base::Time proven_at, base::Time now) {
    if (now - proven_at > rules.recent_sign_in) return Refusal::sign_in_not_recent;
    return base::success();
}

}  // namespace obolus::hub
