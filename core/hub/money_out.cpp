#include "hub/money_out.hpp"

#include <charconv>

#include "payouts/refusal.hpp"
#include "store/ledger_rows.hpp"
#include "store/payout_rows.hpp"

namespace obolus::hub {

std::string payout_id(const Rules& rules, std::int64_t number) { return rules.hub_id + "/p/" + std::to_string(number); }

std::optional<std::int64_t> parse_payout_id(const Rules& rules, std::string_view text) {
    const std::string prefix = rules.hub_id + "/p/";
    if (!text.starts_with(prefix)) return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(text.data() + prefix.size(), text.data() + text.size(), number);
    if (payout_id(rules, number) != text) return std::nullopt;
    return number;
}

base::Result<void> check_rail(const std::string& rail, const std::string& destination, const Rules& rules) {
    const auto known = payouts::find_rail(rail);
    if (!known || !rules.test_rail) return Refusal::rail_disabled;
    if (!payouts::understands(*known, destination)) return payouts::Refusal::destination_malformed;
    return base::success();
}

base::Result<payouts::Payout> hold_payout(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                          payouts::Payout payout) {
    const ledger::Posting hold = payouts::reserve(payout, rules.currency);
    store::load(transaction, book, hold.debit);
    store::load(transaction, book, hold.credit);
    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), hold));
    payout.reserve_seq = txn->seq;
    payout.reserve_n = 1;
    payout.at = payout.ask_at = transaction.now();
    payout.number = store::add_payout(transaction, payout);
    return payout;
}

}  // namespace obolus::hub
