#include "hub/session.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "store/identity_rows.hpp"

namespace obolus::hub {

std::string token_hash(std::string_view token) { return base::to_hex(base::sha256(token)); }

base::Result<SessionView> load_session(store::Connection& connection, const Rules& rules, std::string_view token,
                                       base::Time now) {
    const auto stored = store::read_session(connection, token_hash(token), now);
    if (!stored) return Refusal::not_signed_in;
    SessionView view;
    view.expires_at = stored->expires_at;
    for (const base::IdentityId id : stored->identities) {
        auto identity = store::read_identity(connection, id);
        if (!identity) continue;
        view.is_operator =
            view.is_operator || std::ranges::find(rules.operators, identity->key) != rules.operators.end();
        view.identities.push_back(*std::move(identity));
        view.identity_ids.push_back(id);
        if (!view.member) view.member = store::member_of(connection, id);
    }
    if (view.identities.empty()) return Refusal::not_signed_in;
    return view;
}

}  // namespace obolus::hub
