// One mark of thanks: giver, thing, month. The month's first flattr reserves the budget (rule 1); a repeat returns the
// first (rule 7).
#pragma once

#include "giving/thing.hpp"
#include "hub/verb.hpp"

namespace obolus::hub {

struct Flattr {
    base::MemberId giver;
    identity::ExternalIdentity owner;  ///< frozen with this flattr (rule 9)
    giving::Thing thing;
    bool show_name = false;  ///< the recipient may see who gave (rule 25)
};

struct FlattrReceipt {
    std::string id;  ///< "demo/f/2026-11.17.42": month, giver, thing
    base::Month month;
    bool repeated = false;     ///< flattred before in this month: this is the first one's receipt
    money::Amount plan;        ///< the giver's monthly plan
    money::Amount reserved;    ///< what is reserved for the month; less than the plan when the wallet is short (rule 2)
    std::int64_t flattrs = 0;  ///< of the giver in this month, this one included
};

/// Refusals: giving::Refusal::own_thing, recipient_opted_out; account_needed, identity_invalid.
std::vector<base::Result<FlattrReceipt>> flattr(store::Transaction&, const Rules&, std::span<const Flattr>);

}  // namespace obolus::hub
