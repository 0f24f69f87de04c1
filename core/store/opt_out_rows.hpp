// Who must not be given anything, and who waits to prove a handle.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/identity.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

/// `key_hash` is hub::opt_out_hash() of the identity's key.
void add_opt_out(Transaction& transaction, base::IdentityId identity, const std::string& key_hash);
void remove_opt_out(Transaction& transaction, base::IdentityId identity);
bool has_opted_out(Connection& connection, base::IdentityId identity);

/// Erases what is known of the identity, and of the things that were given to: what is left of its key is the hash.
void blank(Transaction& transaction, base::IdentityId identity, const std::string& key_hash);
/// The identity that was blanked with this hash; none when there is none.
base::IdentityId blank_identity(Connection& connection, const std::string& provider, const std::string& key_hash);
/// Gives a blank identity its key back.
void restore_identity(Transaction& transaction, base::IdentityId id, const identity::ExternalIdentity& identity);

/// Somebody who has shown the handle of an identity that is known by its handle alone (rule 15).
struct HandleClaim {
    base::IdentityId identity;  ///< the one by handle
    base::IdentityId claimant;  ///< the one that was proven
    base::Time since;
};
std::optional<HandleClaim> read_handle_claim(Connection& connection, base::IdentityId identity);
std::vector<HandleClaim> handle_claims_of(Connection& connection, base::IdentityId claimant);
/// Replaces the one that another account has begun.
void save_handle_claim(Transaction& transaction, const HandleClaim& claim);
void remove_handle_claim(Transaction& transaction, base::IdentityId identity);

}  // namespace obolus::store
