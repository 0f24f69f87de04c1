// Gifts: the one transfer that a gift is, and when it may be taken back. Pure.
#pragma once

#include "base/id.hpp"
#include "base/result.hpp"
#include "ledger/book.hpp"
#include "money/amount.hpp"

namespace obolus::giving {

/// A gift between numbers; who they are has been looked up.
struct GiftOrder {
    base::MemberId giver;
    base::ThingId thing;          ///< what it is for
    base::IdentityId recipient;   ///< whose the thing is
    base::MemberId recipient_is;  ///< the member whom the recipient is linked to; none: it waits
    money::Amount amount;
};
/// Out of the wallet to the recipient's revenue or escrow, as one line. Refusals: own_thing, money's amount_zero.
base::Result<ledger::Posting> post_gift(const GiftOrder& order);

/// What has become of a gift.
enum class GiftState {
    waiting,   ///< in escrow
    claimed,   ///< taken by the recipient
    returned,  ///< back with the giver: declined, expired or recalled
    received   ///< went to a member at once
};
std::string_view to_string(GiftState state) noexcept;
/// Only what waits can be recalled. Refusals: gift_claimed, gift_returned.
base::Result<void> check_recall(GiftState state);

}  // namespace obolus::giving
