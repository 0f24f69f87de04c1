#include "giving/gift.hpp"

#include <array>

#include "giving/refusal.hpp"

namespace obolus::giving {

namespace {
constexpr std::array<std::string_view, 4> state_names{"waiting", "claimed", "returned", "received"};
}

base::Result<ledger::Posting> post_gift(const GiftOrder& order) {
    if (order.recipient_is == order.giver) return Refusal::own_thing;
    if (order.amount.is_zero()) return money::Refusal::amount_zero;
    const money::Currency currency = order.amount.currency();
    ledger::Posting posting{ledger::TransferKind::gift, ledger::wallet_of(order.giver, currency),
                            ledger::account_for(order.recipient, order.recipient_is, currency), order.amount.micro()};
    posting.lines.push_back({order.giver, order.thing, order.recipient, order.amount.micro(), {}});
    return posting;
}

std::string_view to_string(GiftState state) noexcept { return state_names[static_cast<std::size_t>(state)]; }

base::Result<void> check_recall(GiftState state) {
    if (state == GiftState::returned) return Refusal::gift_returned;
    if (state != GiftState::waiting) return Refusal::gift_claimed;
    return base::success();
}

}  // namespace obolus::giving
