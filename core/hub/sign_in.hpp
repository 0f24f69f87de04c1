// Sessions. A sign-in opens a session for the identities that the platform has proven; it is a member's session only if
// one of them is linked (looked up at each request, so that linking and unlinking count at once).
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

/// The single-use check of a sign-in under way: the second consumer of a flow id is refused (sign_in_already_used).
struct ConsumeSignIn {
    std::string flow_id;
    base::Time expires_at;
};
struct Done {};
std::vector<base::Result<Done>> consume_sign_in(store::Transaction&, const Rules&, std::span<const ConsumeSignIn>);

struct SignIn {
    std::string token;  ///< fresh random (base::random_token()); only its SHA-256 is stored
    std::vector<identity::ExternalIdentity> identities;
    std::string previous_token;  ///< the browser's session so far, ended by this; may be ""
    /// Keep what the previous session had proven beside the new proof: how one signs in on both sides (rule 13).
    bool keep_previous = false;
};
struct SessionView {
    std::vector<identity::ExternalIdentity> identities;  ///< proven in this session; the first is the one to greet
    std::vector<base::IdentityId> identity_ids;
    std::vector<base::Time> proven_at;  ///< when, for each of them
    base::MemberId member;              ///< none: not a member's session
    bool is_operator = false;
    bool opted_out = false;  ///< one of the identities takes nothing until its owner lifts that (rule 16)
    base::Time expires_at;
    base::Time signed_in_at;  ///< the latest proof of an identity of the member; of any identity when there is none
};
/// Refusals: identity_invalid; claims::Refusal::identity_claimed_by_another when keep_previous would put two members'
/// identities into one session (members are never merged).
std::vector<base::Result<SessionView>> sign_in(store::Transaction&, const Rules&, std::span<const SignIn>);

struct SignOut {
    std::string token;
};
std::vector<base::Result<Done>> sign_out(store::Transaction&, const Rules&, std::span<const SignOut>);

/// Refusal: not_signed_in.
struct FindSession {
    std::string token;
};
base::Result<SessionView> find_session(store::Snapshot&, const Rules&, const FindSession&);

/// Makes the session's first identity a new member's (a giver's first step; a claimant gets there by accept_claim).
/// Refusals: not_signed_in, account_exists.
struct OpenAccount {
    std::string token;
};
std::vector<base::Result<SessionView>> open_account(store::Transaction&, const Rules&, std::span<const OpenAccount>);

}  // namespace obolus::hub
