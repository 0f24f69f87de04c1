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
#include "store/flattr_batch.hpp"
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

std::array<std::int64_t, 6> to_remember(std::int64_t seq, const GiftReceipt& receipt) {
    return {seq,
            receipt.amount.micro(),
            receipt.wallet.micro(),
            receipt.received ? 1 : 0,
            base::to_micros(receipt.claimable_from),
            base::to_micros(receipt.expires_at)};
}

/// A command with what the store knows of whom and what it names; number 0 where it knows nothing, or something else
/// than is said now.
struct Loaded {
    const Gift& command;
    base::Result<void> checked;
    KeyedCommand key;
    store::StoredIdentity recipient;
    base::ThingId thing;
};

struct Batch {
    store::Transaction& transaction;
    const Rules& rules;
    base::Month month;
    ledger::Book book;
    std::vector<Loaded> commands{};
    FirstAnswers first_answers{};
    std::vector<store::Arrival> arrivals{};
    std::vector<store::StoredGift> gifts{};
};

void load(Batch& batch, std::span<const Gift> commands) {
    std::vector<const identity::ExternalIdentity*> recipients;
    std::vector<const giving::Thing*> things;
    std::vector<KeyedCommand> keys;
    for (const Gift& command : commands) {
        recipients.push_back(&command.recipient);
        things.push_back(&command.thing);
        keys.push_back(key_of(command, batch.rules));
    }
    store::Connection& connection = batch.transaction.connection();
    const auto known_recipients = store::find_unchanged(connection, recipients);
    const auto known_things = store::find_unchanged(connection, things);
    std::vector<ledger::AccountKey> accounts;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        batch.commands.push_back(
            {commands[i], check(commands[i], batch.rules), keys[i], known_recipients[i], known_things[i]});
        if (!commands[i].giver) continue;
        accounts.push_back(ledger::wallet_of(commands[i].giver, batch.rules.currency));
        if (const store::StoredIdentity& to = known_recipients[i]; to.id)
            accounts.push_back(ledger::account_for(to.id, to.member, batch.rules.currency));
    }
    batch.first_answers.load(connection, keys);
    store::load(batch.transaction, batch.book, accounts);
}

/// Whom and what the gift is for, written down where the store doesn't know them as they are now.
base::Result<void> find_named(Batch& batch, Loaded& loaded) {
    if (!loaded.recipient.id) {
        BOOST_OUTCOME_TRY(loaded.recipient, find_recipient(batch.transaction, batch.rules, loaded.command.recipient));
        store::load(batch.transaction, batch.book,
                    ledger::account_for(loaded.recipient.id, loaded.recipient.member, batch.rules.currency));
    }
    if (loaded.recipient.member == loaded.command.giver) return giving::Refusal::own_thing;
    if (!loaded.thing) loaded.thing = store::find_or_add(batch.transaction, loaded.command.thing);
    return base::success();
}

base::Result<GiftReceipt> gift_one(Batch& batch, Loaded& loaded) {
    BOOST_OUTCOME_TRYV(loaded.checked);
    const Gift& command = loaded.command;
    const Rules& rules = batch.rules;
    BOOST_OUTCOME_TRY(const auto* const first, batch.first_answers.find(loaded.key));
    if (first != nullptr) return repeat(*first, rules);

    // Before anything is written down about the recipient: most gifts that are refused are refused for this.
    const ledger::AccountKey wallet = ledger::wallet_of(command.giver, rules.currency);
    if (batch.book.get(wallet).available() < command.amount.micro()) return ledger::Refusal::insufficient_funds;

    BOOST_OUTCOME_TRYV(find_named(batch, loaded));
    const store::StoredIdentity& recipient = loaded.recipient;
    BOOST_OUTCOME_TRY(const ledger::Posting posting,
                      giving::post_gift({command.giver, loaded.thing, recipient.id, recipient.member, command.amount}));
    std::vector<ledger::Posting> postings{posting};
    const std::int64_t fee = money::rate_of(command.amount.micro(), rules.fee_ppm);
    if (fee > 0 && recipient.member)
        postings.push_back(fee_posting(batch.transaction, batch.book, rules, recipient.member, fee));
    const base::Time now = batch.transaction.now();
    BOOST_OUTCOME_TRY(const auto* const txn, batch.book.post(now, postings));

    const ledger::Transfer& transfer = txn->transfers.front();
    batch.arrivals.push_back(arrival_of(now, rules, batch.month, transfer, posting).value());
    batch.arrivals.back().fee_micro = fee;
    batch.gifts.push_back({command.giver, txn->seq, transfer.n, command.show_name, rules.fee_ppm});

    GiftReceipt receipt;
    receipt.id = line_id(rules, {txn->seq, transfer.n, 0});
    receipt.amount = command.amount;
    receipt.wallet = wallet_in(batch.book, command.giver, rules);
    receipt.received = posting.credit.kind == ledger::AccountKind::revenue;
    receipt.claimable_from = identity::is_by_handle(command.recipient.key) ? now + rules.by_handle_wait : now;
    if (!receipt.received) receipt.expires_at = now + rules.escrow_ttl;
    batch.first_answers.add(loaded.key, to_remember(txn->seq, receipt));
    return receipt;
}

void save(Batch& batch) {
    store::save(batch.transaction, batch.book);
    store::add_arrivals(batch.transaction, batch.arrivals);
    store::add_gifts(batch.transaction, batch.gifts);
    batch.first_answers.save(batch.transaction);
}

}  // namespace

std::vector<base::Result<GiftReceipt>> gift(store::Transaction& transaction, const Rules& rules,
                                            std::span<const Gift> commands) {
    Batch batch{transaction, rules, running_month(transaction, rules), store::open_book(transaction)};
    load(batch, commands);
    auto answers = decide_each<GiftReceipt>(transaction, &batch.book, std::span<Loaded>(batch.commands),
                                            [&](Loaded& loaded) { return gift_one(batch, loaded); });
    save(batch);
    return answers;
}

}  // namespace obolus::hub
