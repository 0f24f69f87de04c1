// Money out: reserved (a hold revenue -> payout_inflight), sent by jobs with the payout's id as the rail's idempotency
// key, then settled or failed. An unknown answer changes nothing: it is asked again, and a time-out is never read as
// failure.
#pragma once

#include "hub/verb.hpp"
#include "payouts/payout.hpp"

namespace obolus::hub {

using PayoutState = payouts::State;  ///< reserved, settled, failed
using RailAnswer = payouts::Answer;  ///< settled, failed, unknown
using payouts::to_string;

struct PayoutView {
    std::string id;  ///< "demo/p/7"
    std::int64_t number = 0;
    base::MemberId member;
    money::Amount amount = money::Amount::zero(money::euro());
    std::string rail;
    std::string destination;  ///< as the rail understands it
    PayoutState state = PayoutState::reserved;
    std::string reference;  ///< the rail's; "" until it is known
    std::string reason;     ///< why it failed; ""
    std::int64_t attempts = 0;
    base::Time at;
    bool repeated = false;
};

struct ReservePayout {
    base::MemberId member;
    money::Amount amount = money::Amount::zero(money::euro());  ///< whole minor units
    std::string rail;                                           ///< "test"
    std::string destination;
    base::Time signed_in_at;  ///< the session's latest proof: a payout needs a recent one (SessionView::signed_in_at)
    std::string idempotency_key;
};
/// Refusals: account_needed, rail_disabled, sign_in_not_recent, payouts::Refusal::destination_malformed, amount_*,
/// ledger::Refusal::insufficient_funds, payouts::Refusal::not_reciprocal (rule 19), idempotency_key_*.
std::vector<base::Result<PayoutView>> reserve_payout(store::Transaction&, const Rules&, std::span<const ReservePayout>);

/// What the rail said. `unknown` counts the attempt and leaves the money held.
struct SettlePayout {
    std::int64_t number = 0;
    RailAnswer answer = RailAnswer::unknown;
    std::string reference;
    std::string reason;
};
/// A payout that is settled or failed already answers as it is; a rail that contradicts itself is refused
/// (payouts::Refusal::answer_contradicts). Refusals: payouts::Refusal::payout_unknown.
std::vector<base::Result<PayoutView>> settle_payout(store::Transaction&, const Rules&, std::span<const SettlePayout>);

/// Payouts that the rail has to be asked about now (the pauses grow with the attempts), the longest waiting first.
struct ListUnansweredPayouts {
    std::int64_t count_max = 100;
};
base::Result<std::vector<PayoutView>> list_unanswered_payouts(store::Snapshot&, const Rules&,
                                                              const ListUnansweredPayouts&);
/// Takes some of them for the caller to ask about: no other hub over the same books is given them for a while, so that
/// one asks the rail at a time (payouts::taken).
struct TakePayouts {
    std::int64_t count_max = 10;
};
std::vector<base::Result<std::vector<PayoutView>>> take_payouts(store::Transaction&, const Rules&,
                                                                std::span<const TakePayouts>);
/// A member's payouts, latest first.
struct ListPayouts {
    base::MemberId member;
    std::int64_t before_number = 0;  ///< 0: from the latest
    std::int64_t count_max = 50;
};
base::Result<std::vector<PayoutView>> list_payouts(store::Snapshot&, const Rules&, const ListPayouts&);

}  // namespace obolus::hub
