#include "hub/withdraw_platform.hpp"

#include "hub/decide_each.hpp"
#include "store/claim_rows.hpp"

namespace obolus::hub {

std::vector<base::Result<WithdrawalReceipt>> withdraw_platform(store::Transaction& transaction, const Rules&,
                                                               std::span<const WithdrawPlatform> commands) {
    return decide_each<WithdrawalReceipt>(
        transaction, nullptr, commands, [&](const WithdrawPlatform& command) -> base::Result<WithdrawalReceipt> {
            const base::Time until = transaction.now() + withdrawn_platform_wait;
            return WithdrawalReceipt{store::shorten_waiting(transaction, command.provider, until), until};
        });
}

base::Result<WithdrawalReceipt> preview_withdrawal(store::Snapshot& snapshot, const Rules&,
                                                   const WithdrawPlatform& question) {
    const base::Time until = snapshot.now() + withdrawn_platform_wait;
    return WithdrawalReceipt{store::count_waiting_after(snapshot.connection(), question.provider, until), until};
}

}  // namespace obolus::hub
