// Members, identities, links and sessions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/identity.hpp"
#include "store/transaction.hpp"

namespace obolus::store {

struct StoredIdentity {
    base::IdentityId id;
    base::MemberId member;  ///< whom it is linked to; none otherwise
};

/// The identity's number and whose it is; number 0 when it is not known here.
StoredIdentity find(Connection& connection, const identity::Key& key);
/// Adds one that find() doesn't know.
StoredIdentity add(Transaction& transaction, const identity::ExternalIdentity& identity);
/// The identity's number; it is added when unknown, and what the platform says of it now replaces what it said before.
StoredIdentity find_or_add(Transaction& transaction, const identity::ExternalIdentity& identity);
std::optional<identity::ExternalIdentity> read_identity(Connection& connection, base::IdentityId id);
base::MemberId member_of(Connection& connection, base::IdentityId identity);
std::vector<base::IdentityId> identities_of(Connection& connection, base::MemberId member);

/// Binds the identity to the member unless it is bound already: one conditional insert, so it can't half-happen. False
/// when it belongs to somebody (this member or another).
bool link(Transaction& transaction, base::IdentityId identity, base::MemberId member);

base::MemberId add_member(Transaction& transaction);
std::int64_t plan_of(Connection& connection, base::MemberId member);
void set_plan(Transaction& transaction, base::MemberId member, std::int64_t plan_micro);

/// The escrow that what comes back to a member who has left waits in; none for a member who hasn't (rule 20).
base::IdentityId home_identity_of(Connection& connection, base::MemberId member);

/// Unbinds it. False when it wasn't this member's.
bool unlink(Transaction& transaction, base::IdentityId identity, base::MemberId member);
/// Whether a rail has yet to answer about money of the member's.
bool has_unanswered_payout(Connection& connection, base::MemberId member);

/// An identity, and when its platform has proven it in this session.
struct Proof {
    base::IdentityId identity;
    base::Time at;
};
struct StoredSession {
    std::vector<Proof> proofs;
    base::Time expires_at;
};
void add_session(Transaction& transaction, const std::string& token_hash, const StoredSession& session);
/// Nothing when there is none or it has expired at `now`.
std::optional<StoredSession> read_session(Connection& connection, const std::string& token_hash, base::Time now);
void end_session(Transaction& transaction, const std::string& token_hash);

/// False when the flow was consumed before. Forgets a few of the expired ones on the way.
bool consume_sign_in(Transaction& transaction, const std::string& flow_id, base::Time expires_at);

}  // namespace obolus::store
