#include "hub/unlink_identity.hpp"

#include "claims/refusal.hpp"
#include "hub/decide_each.hpp"
#include "hub/recipient.hpp"
#include "hub/session.hpp"
#include "store/identity_rows.hpp"
#include "store/opt_out_rows.hpp"

namespace obolus::hub {

namespace {

/// The identity's number, also of one that has opted out and is known by its hash alone.
base::IdentityId number_of(store::Connection& connection, const Rules& rules, const identity::Key& key) {
    if (const base::IdentityId found = store::find(connection, key).id) return found;
    return store::blank_identity(connection, key.provider, opt_out_hash(rules, key));
}

base::Result<UnlinkReceipt> unlink_one(store::Transaction& transaction, const Rules& rules,
                                       const UnlinkIdentity& command) {
    store::Connection& connection = transaction.connection();
    BOOST_OUTCOME_TRY(const SessionView session, load_session(connection, rules, command.token, transaction.now()));
    if (!session.member) return Refusal::account_needed;
    BOOST_OUTCOME_TRYV(check_recent(rules, session.signed_in_at, transaction.now()));
    const base::IdentityId identity = number_of(connection, rules, command.identity);
    if (!identity || store::member_of(connection, identity) != session.member)
        return claims::Refusal::identity_not_linked;
    const std::size_t linked = store::identities_of(connection, session.member).size();
    if (linked < 2) return claims::Refusal::last_sign_in;
    if (store::has_unanswered_payout(connection, session.member)) return claims::Refusal::payout_in_flight;
    store::unlink(transaction, identity, session.member);
    return UnlinkReceipt{static_cast<std::int64_t>(linked) - 1};
}

}  // namespace

std::vector<base::Result<UnlinkReceipt>> unlink_identity(store::Transaction& transaction, const Rules& rules,
                                                         std::span<const UnlinkIdentity> commands) {
    return decide_each<UnlinkReceipt>(transaction, nullptr, commands, [&](const UnlinkIdentity& command) {
        return unlink_one(transaction, rules, command);
    });
}

}  // namespace obolus::hub
