// The chart of accounts: what kinds there are, whose they are, and what an account's totals mean.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "money/amount.hpp"

namespace obolus::ledger {

/// The numbers are stored: append only.
enum class AccountKind : std::int16_t {
    rail_clearing = 1,    ///< asset: what a payment rail owes us; owner = the rail's number
    safeguarding = 2,     ///< asset: the bank account that keeps customers' money
    wallet = 3,           ///< liability: a member's money to give
    budget = 4,           ///< liability: reserved for one member's flattrs of one month
    closing = 5,          ///< liability: a month's money between givers and recipients; zero before and after the close
    escrow = 6,           ///< liability: waits for an identity nobody has claimed
    revenue = 7,          ///< liability: money a member has received
    payout_inflight = 8,  ///< liability: instructed, not yet answered by the rail
    fee = 9,
    suspense = 10,
    operator_loss = 11
};

/// "wallet", "budget", ...: as in docs/glossary.md and in audit reports.
std::string_view to_string(AccountKind kind) noexcept;

/// A liability is never overdrawn, holds included (invariant 3).
constexpr bool is_liability(AccountKind kind) noexcept {
    return kind >= AccountKind::wallet && kind <= AccountKind::payout_inflight;
}

/// What makes an account unique. `owner` is a member's, an identity's or a rail's number, 0 where there is none;
/// `month` is set for budget and closing only.
struct AccountKey {
    AccountKind kind;
    std::int64_t owner = 0;
    base::Month month{};
    money::Currency currency;
    friend bool operator==(const AccountKey&, const AccountKey&) = default;
};

/// "budget of member 17 for 2026-11".
std::string describe(const AccountKey& key);

AccountKey wallet_of(base::MemberId member, money::Currency currency);
AccountKey budget_of(base::MemberId member, base::Month month, money::Currency currency);
AccountKey closing_of(base::Month month, money::Currency currency);
AccountKey escrow_of(base::IdentityId identity, money::Currency currency);
AccountKey revenue_of(base::MemberId member, money::Currency currency);
AccountKey rail_clearing_of(std::int64_t rail, money::Currency currency);
AccountKey payout_inflight_of(std::int64_t rail, money::Currency currency);
AccountKey fee_account(money::Currency currency);
AccountKey operator_loss_account(money::Currency currency);

/// Where money for an identity goes: to its member's revenue if it is linked, to its escrow otherwise.
AccountKey account_for(base::IdentityId identity, base::MemberId linked_to, money::Currency currency);

/// An account's totals since it was opened, in micro-units; they only grow, but for pending ones, which resolve.
struct Account {
    AccountKey key;
    std::int64_t id = 0;
    std::int64_t debits_posted = 0;
    std::int64_t credits_posted = 0;
    std::int64_t debits_pending = 0;
    std::int64_t credits_pending = 0;

    /// What can be taken out of a liability: credits - debits - holds.
    std::int64_t available() const noexcept { return credits_posted - debits_posted - debits_pending; }
};

}  // namespace obolus::ledger

template <>
struct std::hash<obolus::ledger::AccountKey> {
    std::size_t operator()(const obolus::ledger::AccountKey& key) const noexcept;
};
