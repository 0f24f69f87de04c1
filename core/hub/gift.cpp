#include "hub/gift.hpp"

#include <array>

#include "base/crypto.hpp"
#include "giving/gift.hpp"
#include "giving/refusal.hpp"
#include "hub/decide_each.hpp"
#include "hub/fee.hpp"
#include "hub/idempotency.hpp"
#include "hub/ids.hpp"
#include "hub/money_of.hpp"
#include "hub/month_cut.hpp"
#include "hub/recipient.hpp"
#include "hub/refund.hpp"
#include "ledger/refusal.hpp"
#include "money/split.hpp"
#include "store/fee_rows.hpp"
#include "store/gift_rows.hpp"
#include "store/giving_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

base::Result<void> check(const Gift& command, const Rules& rules) {
    if (!command.giver) return Refusal::account_needed;
    BOOST_OUTCOME_TRYV(check_idempotency_key(command.idempotency_key));
    if (!identity::is_valid(command.recipient.key) || command.thing.key.empty()) return Refusal::identity_invalid;
    if (command.amount.currency() != rules.currency) return money::Refusal::currency_mismatch;
    if (command.amount.is_zero()) return money::Refusal::amount_zero;
    return base::success();
}

/// The body is hashed under the hub's own secret: of somebody who opts out, nothing stays that could be guessed.
KeyedCommand key_of(const Gift& command, const Rules& rules) {
    const std::string body = identity::to_string(command.recipient.key) + "\n" + command.thing.key + "\n" +
                             std::to_string(command.amount.micro()) + "\n" + (command.show_name ? "shown" : "hidden");
    return keyed("gift", command.giver, command.idempotency_key,
                 base::to_hex(base::hmac_sha256(rules.opt_out_key, body)));
}

/// As remember() keeps it, in this order.
GiftReceipt repeat(const std::vector<std::int64_t>& numbers, const Rules& rules) {
    return {line_id(rules, {numbers.at(0), 1, 0}),
            amount_of(numbers.at(1), rules),
            amount_of(numbers.at(2), rules),
            numbers.at(3) != 0,
            base::from_micros(numbers.at(4)),
            base::from_micros(numbers.at(5)),
            true};
}

void remember(store::Transaction& transaction, const KeyedCommand& key, std::int64_t seq, const GiftReceipt& receipt) {
    const std::array<std::int64_t, 6> numbers{seq,
                                              receipt.amount.micro(),
                                              receipt.wallet.micro(),
                                              receipt.received ? 1 : 0,
                                              base::to_micros(receipt.claimable_from),
                                              base::to_micros(receipt.expires_at)};
    remember_answer(transaction, key, numbers);
}

base::Result<GiftReceipt> gift_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                   const Gift& command) {
    BOOST_OUTCOME_TRYV(check(command, rules));
    const KeyedCommand key = key_of(command, rules);
    BOOST_OUTCOME_TRY(const auto first, first_answer(transaction, key));
    if (first) return repeat(*first, rules);

    // Before anything is written down about the recipient: most gifts that are refused are refused for this.
    const ledger::AccountKey wallet = ledger::wallet_of(command.giver, rules.currency);
    store::load(transaction, book, wallet);
    if (book.get(wallet).available() < command.amount.micro()) return ledger::Refusal::insufficient_funds;

    BOOST_OUTCOME_TRY(const store::StoredIdentity recipient, find_recipient(transaction, rules, command.recipient));
    if (recipient.member == command.giver) return giving::Refusal::own_thing;
    const giving::GiftOrder order{command.giver, store::find_or_add(transaction, command.thing), recipient.id,
                                  recipient.member, command.amount};
    BOOST_OUTCOME_TRY(const ledger::Posting posting, giving::post_gift(order));
    store::load(transaction, book, posting.credit);
    std::vector<ledger::Posting> postings{posting};
    const std::int64_t fee = money::rate_of(command.amount.micro(), rules.fee_ppm);
    if (fee > 0 && recipient.member) postings.push_back(fee_posting(transaction, book, rules, recipient.member, fee));
    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), postings));
    save_arrivals(transaction, rules, running_month(transaction, rules), *txn, postings);
    const std::int32_t n = txn->transfers.front().n;
    if (fee > 0) store::set_fee(transaction, txn->seq, n, fee);
    store::add_gift(transaction, {command.giver, txn->seq, n, command.show_name, rules.fee_ppm});

    GiftReceipt receipt;
    receipt.id = line_id(rules, {txn->seq, n, 0});
    receipt.amount = command.amount;
    receipt.wallet = wallet_in(book, command.giver, rules);
    receipt.received = posting.credit.kind == ledger::AccountKind::revenue;
    receipt.claimable_from =
        identity::is_by_handle(command.recipient.key) ? transaction.now() + rules.by_handle_wait : transaction.now();
    if (!receipt.received) receipt.expires_at = transaction.now() + rules.escrow_ttl;
    remember(transaction, key, txn->seq, receipt);
    return receipt;
}

}  // namespace

std::vector<base::Result<GiftReceipt>> gift(store::Transaction& transaction, const Rules& rules,
                                            std::span<const Gift> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<GiftReceipt>(
        transaction, &book, commands, [&](const Gift& command) { return gift_one(transaction, book, rules, command); });
    store::save(transaction, book);
    return answers;
}

}  // namespace obolus::hub
