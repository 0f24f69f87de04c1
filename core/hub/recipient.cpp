#include "hub/recipient.hpp"

#include "base/crypto.hpp"
#include "giving/refusal.hpp"
#include "store/opt_out_rows.hpp"

namespace obolus::hub {

std::string opt_out_hash(const Rules& rules, const identity::Key& key) {
    return base::to_hex(base::hmac_sha256(rules.opt_out_key, identity::to_string(key)));
}

base::Result<store::StoredIdentity> find_recipient(store::Transaction& transaction, const Rules& rules,
                                                   const identity::ExternalIdentity& identity) {
    if (!identity::is_valid(identity.key)) return Refusal::identity_invalid;
    // Whoever has opted out is not found by name any more, so that the common case costs no hash.
    if (store::find(transaction.connection(), identity.key).id) return store::find_or_add(transaction, identity);
    const std::string hash = opt_out_hash(rules, identity.key);
    if (store::has_opted_out(transaction.connection(), hash)) return giving::Refusal::recipient_opted_out;
    if (const base::IdentityId blank = store::blank_identity(transaction.connection(), identity.key.provider, hash))
        store::restore_identity(transaction, blank, identity);
    return store::find_or_add(transaction, identity);
}

}  // namespace obolus::hub
