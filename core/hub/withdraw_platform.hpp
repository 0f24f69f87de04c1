// A platform that the operator takes out of the config (rule 17): nobody can sign in with it any more, so what waits
// for its people waits for 60 days at most, for those who are linked to a member already; then it returns to its givers
// as whatever expires does. Nothing waits longer than it was to wait anyhow.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

inline constexpr std::chrono::days withdrawn_platform_wait{60};

struct WithdrawPlatform {
    std::string provider;  ///< the config's entry: "demo"
};
struct WithdrawalReceipt {
    std::int64_t arrivals = 0;  ///< shares and gifts whose date came nearer; a repeat finds none
    base::Time until;           ///< their date now
};
std::vector<base::Result<WithdrawalReceipt>> withdraw_platform(store::Transaction&, const Rules&,
                                                               std::span<const WithdrawPlatform>);
/// What withdrawing it now would come to.
base::Result<WithdrawalReceipt> preview_withdrawal(store::Snapshot&, const Rules&, const WithdrawPlatform&);

}  // namespace obolus::hub
