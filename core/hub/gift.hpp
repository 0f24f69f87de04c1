// A gift: a one-off amount out of the wallet to somebody on a platform, who has heard of the hub or not. It waits in
// escrow until it is claimed and may be recalled until then; for a linked identity it is revenue at once.
#pragma once

#include "giving/thing.hpp"
#include "hub/verb.hpp"

namespace obolus::hub {

struct Gift {
    base::MemberId giver;
    identity::ExternalIdentity recipient;
    giving::Thing thing;  ///< what it is for; the account itself when it is for nothing in particular
    money::Amount amount = money::Amount::zero(money::euro());
    bool show_name = false;       ///< the recipient may see who gave (rule 25)
    std::string idempotency_key;  ///< the client's; the same key again gives the first answer
};

struct GiftReceipt {
    std::string id;  ///< "demo/t/63.1.0": the gift's line
    money::Amount amount = money::Amount::zero(money::euro());
    money::Amount wallet = money::Amount::zero(money::euro());  ///< after it
    bool received = false;                                      ///< revenue of a member at once; otherwise it waits
    base::Time claimable_from;  ///< later than `at` for a gift by handle alone (rule 15)
    base::Time expires_at;      ///< when it would return to the giver (rule 17)
    bool repeated = false;      ///< the key was known: nothing was done again
};

/// Refusals: giving::Refusal::own_thing, giving::Refusal::recipient_opted_out, account_needed, identity_invalid,
/// amount_zero, currency_mismatch, ledger::Refusal::insufficient_funds, idempotency_key_*.
std::vector<base::Result<GiftReceipt>> gift(store::Transaction&, const Rules&, std::span<const Gift>);

/// Takes a gift back that nobody has claimed. A repeat is refused as gift_returned and changes nothing.
struct RecallGift {
    base::MemberId giver;
    std::string id;  ///< as on the receipt
};
struct RecallReceipt {
    money::Amount returned = money::Amount::zero(money::euro());
    money::Amount wallet = money::Amount::zero(money::euro());
};
/// Refusals: giving::Refusal::gift_unknown (also somebody else's), gift_claimed, gift_returned.
std::vector<base::Result<RecallReceipt>> recall_gift(store::Transaction&, const Rules&, std::span<const RecallGift>);

/// A giver's gifts, latest first.
struct ListGifts {
    base::MemberId giver;
    std::int64_t before_seq = 0;  ///< only gifts before this txn; 0: from the latest
    std::int64_t count_max = 50;
};
struct GiftView {
    std::string id;
    std::int64_t seq = 0;  ///< for the next page's `before_seq`
    identity::ExternalIdentity recipient;
    std::string thing_title, thing_url, thing_key;
    money::Amount amount = money::Amount::zero(money::euro());
    std::string state;  ///< "waiting" | "claimed" | "returned" | "received"
    bool show_name = false;
    base::Time at;
    base::Time expires_at;
};
base::Result<std::vector<GiftView>> list_gifts(store::Snapshot&, const Rules&, const ListGifts&);

}  // namespace obolus::hub
