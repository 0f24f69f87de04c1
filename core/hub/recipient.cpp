#include "hub/recipient.hpp"

#include "base/crypto.hpp"
#include "giving/refusal.hpp"
#include "store/opt_out_rows.hpp"

namespace obolus::hub {

std::string opt_out_hash(const Rules& rules, const identity::Key& key) {
    return base::to_hex(base::hmac_sha256(rules.opt_out_key, identity::to_string(key)));
}

namespace {
struct Found {
    store::StoredIdentity stored;
    bool opted_out = false;
};

Found find(store::Transaction& transaction, const Rules& rules, const identity::ExternalIdentity& identity) {
    store::Connection& connection = transaction.connection();
    // Whoever has opted out is not found by name any more, so that the common case costs no hash.
    if (store::find(connection, identity.key).id) return {store::find_or_add(transaction, identity)};
    const std::string hash = opt_out_hash(rules, identity.key);
    const base::IdentityId blank = store::blank_identity(connection, identity.key.provider, hash);
    if (!blank) return {store::add(transaction, identity)};
    const store::StoredIdentity stored{blank, store::member_of(connection, blank)};
    if (store::has_opted_out(connection, blank)) return {stored, true};
    store::restore_identity(transaction, blank, identity);
    return {stored};
}
}  // namespace

base::Result<store::StoredIdentity> find_recipient(store::Transaction& transaction, const Rules& rules,
                                                   const identity::ExternalIdentity& identity) {
    if (!identity::is_valid(identity.key)) return Refusal::identity_invalid;
    const Found found = find(transaction, rules, identity);
    if (found.opted_out) return giving::Refusal::recipient_opted_out;
    return found.stored;
}

store::StoredIdentity find_proven(store::Transaction& transaction, const Rules& rules,
                                  const identity::ExternalIdentity& identity) {
    return find(transaction, rules, identity).stored;
}

}  // namespace obolus::hub
