// What a payout and a leaving member have in common.
#pragma once

#include <string>

#include "hub/verb.hpp"
#include "ledger/book.hpp"
#include "payouts/payout.hpp"

namespace obolus::hub {

/// "demo/p/7".
std::string payout_id(const Rules& rules, std::int64_t number);
/// The number in what payout_id() writes; nothing for anything else.
std::optional<std::int64_t> parse_payout_id(const Rules& rules, std::string_view text);

/// Refusals: rail_disabled, payouts::Refusal::destination_malformed.
base::Result<void> check_rail(const std::string& rail, const std::string& destination, const Rules& rules);

/// Holds the money and adds the payout, numbered: its member, amount, rail, source and destination are given.
/// Refusal: ledger::Refusal::insufficient_funds.
base::Result<payouts::Payout> hold_payout(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                          payouts::Payout payout);

}  // namespace obolus::hub
