// What a member has: free in the wallet, reserved for the running month, received.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct ShowBalances {
    base::MemberId member;
};
struct Balances {
    money::Amount wallet = money::Amount::zero(money::euro());
    money::Amount plan = money::Amount::zero(money::euro());      ///< per month
    money::Amount reserved = money::Amount::zero(money::euro());  ///< in the running month's budget
    money::Amount revenue = money::Amount::zero(money::euro());
    base::Month month;  ///< the running one
    base::Time month_ends_at;
};
/// Refusal: account_needed.
base::Result<Balances> balances(store::Snapshot&, const Rules&, const ShowBalances&);

}  // namespace obolus::hub
