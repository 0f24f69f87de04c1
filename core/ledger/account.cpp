#include "ledger/account.hpp"

#include <array>

namespace obolus::ledger {

namespace {
constexpr std::array<std::string_view, 12> kind_names{
    "",       "rail_clearing", "safeguarding",    "wallet", "budget",   "closing",
    "escrow", "revenue",       "payout_inflight", "fee",    "suspense", "operator_loss"};
}

std::string_view to_string(AccountKind kind) noexcept {
    const auto index = static_cast<std::size_t>(kind);
    return index < kind_names.size() ? kind_names[index] : "unknown";
}

std::string describe(const AccountKey& key) {
    std::string text(to_string(key.kind));
    if (key.owner != 0) {
        const bool of_identity = key.kind == AccountKind::escrow;
        const bool of_rail = key.kind == AccountKind::rail_clearing || key.kind == AccountKind::payout_inflight;
        text += of_identity ? " of identity " : of_rail ? " of rail " : " of member ";
        text += std::to_string(key.owner);
    }
    if (key.month.index != 0) text += " for " + base::to_string(key.month);
    return text;
}

AccountKey wallet_of(base::MemberId member, money::Currency currency) {
    return {AccountKind::wallet, member.value, {}, currency};
}
AccountKey budget_of(base::MemberId member, base::Month month, money::Currency currency) {
    return {AccountKind::budget, member.value, month, currency};
}
AccountKey closing_of(base::Month month, money::Currency currency) {
    return {AccountKind::closing, 0, month, currency};
}
AccountKey escrow_of(base::IdentityId identity, money::Currency currency) {
    return {AccountKind::escrow, identity.value, {}, currency};
}
AccountKey revenue_of(base::MemberId member, money::Currency currency) {
    return {AccountKind::revenue, member.value, {}, currency};
}
AccountKey rail_clearing_of(std::int64_t rail, money::Currency currency) {
    return {AccountKind::rail_clearing, rail, {}, currency};
}
AccountKey payout_inflight_of(std::int64_t rail, money::Currency currency) {
    return {AccountKind::payout_inflight, rail, {}, currency};
}
AccountKey fee_account(money::Currency currency) { return {AccountKind::fee, 0, {}, currency}; }
AccountKey operator_loss_account(money::Currency currency) { return {AccountKind::operator_loss, 0, {}, currency}; }

AccountKey account_for(base::IdentityId identity, base::MemberId linked_to, money::Currency currency) {
    return linked_to ? revenue_of(linked_to, currency) : escrow_of(identity, currency);
}

}  // namespace obolus::ledger

std::size_t std::hash<obolus::ledger::AccountKey>::operator()(const obolus::ledger::AccountKey& key) const noexcept {
    const auto mix = [](std::size_t seed, std::size_t value) {
        return seed ^ (value * 0x9E3779B97F4A7C15ULL + (seed << 6) + (seed >> 2));
    };
    std::size_t seed = static_cast<std::size_t>(key.kind);
    seed = mix(seed, static_cast<std::size_t>(key.owner));
    seed = mix(seed, static_cast<std::size_t>(key.month.index));
    return mix(seed, std::hash<std::string_view>{}(key.currency.code()));
}
