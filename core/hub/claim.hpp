// What waits for an identity: seen before any account exists, accepted or declined by whoever has proven to be it.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

/// Something that waits, as on a receipt.
struct WaitingThing {
    std::string title;  ///< "@ada", or the first words of a post; the thing's key when it has none
    std::string url;
    money::Amount amount;
    std::int64_t givers = 0;
    std::vector<std::string> names{};  ///< of those of them who show their name (rule 25), in order
};

/// Money for a handle that the session's identity has shown, which no platform could resolve (rule 15).
struct WaitingByHandle {
    identity::ExternalIdentity identity;  ///< the one by handle
    money::Amount amount;                 ///< not claimable yet
    base::Time claimable_from;  ///< a sign-in from then on takes it; the givers may recall it until it is taken
};

struct ClaimPreview {
    std::vector<identity::ExternalIdentity> identities;  ///< the session's
    money::Amount waiting;                               ///< would become revenue
    money::Amount own;                 ///< of the claimant's own giving: would go back to the wallet (rule 11)
    std::int64_t givers = 0;           ///< distinct
    std::int64_t flattrs_waiting = 0;  ///< flattrs of the running month, for which nothing was divided yet
    std::vector<WaitingThing> things;
    std::optional<base::Time> until;  ///< the first expiry; nothing waits when empty
    base::MemberId member;            ///< who the identity is linked to already; none otherwise
    std::vector<WaitingByHandle> by_handle{};
};

struct PreviewClaim {
    std::string token;
};
/// Refusal: not_signed_in.
base::Result<ClaimPreview> preview_claim(store::Snapshot&, const Rules&, const PreviewClaim&);

/// Takes what waits: links the session's identities to its member (a new one if there is none) and releases the escrow
/// in one transaction; later shares go to revenue directly. Money for a handle comes with it once it has waited.
/// Linking to a member who is one already needs recent proofs of both sides (rule 13). Refusals: not_signed_in,
/// sign_in_not_recent, claims::Refusal::identity_claimed_by_another.
struct AcceptClaim {
    std::string token;
};
struct ClaimReceipt {
    base::MemberId member;
    money::Amount released;  ///< to revenue now, the operator's fee taken out; zero when nothing waited any more
    money::Amount refunded;  ///< one's own, back to the wallet
    std::string id;          ///< of the first transfer; "" when nothing waited
};
std::vector<base::Result<ClaimReceipt>> accept_claim(store::Transaction&, const Rules&, std::span<const AcceptClaim>);

/// Returns what waits now to its givers, final for that money (rule 16). No account is opened.
/// Refusals: not_signed_in, claims::Refusal::nothing_waiting.
struct DeclineClaim {
    std::string token;
};
struct DeclineReceipt {
    money::Amount returned;
    std::int64_t givers = 0;
};
std::vector<base::Result<DeclineReceipt>> decline_claim(store::Transaction&, const Rules&,
                                                        std::span<const DeclineClaim>);

}  // namespace obolus::hub
