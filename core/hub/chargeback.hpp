// A top-up that the payer's bank has taken back (rule 21): out of the wallet, then the open budget, then the giver's
// unclaimed escrow, latest first; the rest is the operator's loss. Claimed money isn't clawed back.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct Chargeback {
    std::string top_up_id;        ///< "demo/t/63.1"
    std::string idempotency_key;  ///< the rail's reference of the chargeback
};
struct ChargebackReceipt {
    base::MemberId member;
    money::Amount amount = money::Amount::zero(money::euro());
    money::Amount from_wallet = money::Amount::zero(money::euro());
    money::Amount from_budget = money::Amount::zero(money::euro());
    money::Amount from_escrow = money::Amount::zero(money::euro());
    money::Amount loss = money::Amount::zero(money::euro());
    bool repeated = false;
};
/// Refusals: payouts::Refusal::top_up_unknown, payouts::Refusal::top_up_charged_back, month_is_closing (when the
/// operator would lose what is only on its way), idempotency_key_*.
std::vector<base::Result<ChargebackReceipt>> chargeback(store::Transaction&, const Rules&, std::span<const Chargeback>);

}  // namespace obolus::hub
