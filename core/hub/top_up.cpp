#include "hub/top_up.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/crypto.hpp"
#include "giving/budget.hpp"
#include "hub/decide_each.hpp"
#include "hub/money_of.hpp"
#include "hub/month_cut.hpp"
#include "store/flattr_batch.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

constexpr std::int64_t test_rail_number = 1;

bool well_formed(std::string_view key) {
    return !key.empty() && key.size() <= 64 && std::ranges::all_of(key, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
               c == '.';
    });
}

base::Result<void> check(const TopUp& command, const Rules& rules) {
    if (!command.member) return Refusal::account_needed;
    if (command.rail != "test" || !rules.test_rail) return Refusal::rail_disabled;
    if (command.idempotency_key.empty()) return Refusal::idempotency_key_missing;
    if (!well_formed(command.idempotency_key)) return Refusal::idempotency_key_malformed;
    if (command.amount.currency() != rules.currency) return money::Refusal::currency_mismatch;
    if (command.amount.is_zero()) return money::Refusal::amount_zero;
    if (command.amount.micro() % money::micro_per_minor(rules.currency) != 0) return money::Refusal::amount_too_fine;
    return base::success();
}

std::string body_of(const TopUp& command) {
    return base::to_hex(base::sha256(command.rail + "\n" + std::to_string(command.amount.micro())));
}

/// "seq.n amount wallet reserved", as it was answered the first time.
std::string remembered_answer(std::int64_t seq, const TopUpReceipt& receipt) {
    return std::to_string(seq) + " " + std::to_string(receipt.amount.micro()) + " " +
           std::to_string(receipt.wallet.micro()) + " " + std::to_string(receipt.reserved.micro());
}

TopUpReceipt repeat(const std::string& answer, const Rules& rules) {
    std::int64_t numbers[4] = {};
    const char* at = answer.data();
    for (std::int64_t& number : numbers)
        at = std::from_chars(at, answer.data() + answer.size(), number).ptr + 1;
    return {transfer_id(rules, numbers[0], 1), amount_of(numbers[1], rules), amount_of(numbers[2], rules),
            amount_of(numbers[3], rules), true};
}

struct Loaded {
    const TopUp& command;
    base::Result<void> checked;
    store::ClientKey key;
    std::optional<store::Remembered> known;  ///< also what a neighbour in the batch has been answered
};

struct Batch {
    store::Transaction& transaction;
    const Rules& rules;
    base::Month month;
    ledger::Book book;
    std::vector<Loaded> commands{};
    std::unordered_map<base::MemberId, store::GiverMonth> members{};
    std::map<store::ClientKey, store::Remembered> answered{};
};

void load(Batch& batch, std::span<const TopUp> commands) {
    std::vector<store::ClientKey> keys;
    std::vector<base::MemberId> members;
    std::vector<ledger::AccountKey> accounts{ledger::rail_clearing_of(test_rail_number, batch.rules.currency)};
    for (const TopUp& command : commands) {
        keys.push_back({"top_up/" + std::to_string(command.member.value), command.idempotency_key});
        batch.commands.push_back({command, check(command, batch.rules), keys.back(), {}});
        if (!batch.commands.back().checked || !batch.members.try_emplace(command.member).second) continue;
        members.push_back(command.member);
        accounts.push_back(ledger::wallet_of(command.member, batch.rules.currency));
        accounts.push_back(ledger::budget_of(command.member, batch.month, batch.rules.currency));
    }
    store::Connection& connection = batch.transaction.connection();
    auto known = store::remembered(connection, keys);
    for (std::size_t i = 0; i < commands.size(); ++i)
        batch.commands[i].known = std::move(known[i]);
    for (const store::GiverMonth& member : store::load_givers(connection, batch.month, members))
        batch.members[member.giver] = member;
    store::load(batch.transaction, batch.book, accounts);
}

base::Result<TopUpReceipt> top_up_one(Batch& batch, const Loaded& loaded) {
    BOOST_OUTCOME_TRYV(loaded.checked);
    const TopUp& command = loaded.command;
    const Rules& rules = batch.rules;
    const std::string body = body_of(command);
    const auto neighbour = batch.answered.find(loaded.key);
    if (loaded.known || neighbour != batch.answered.end()) {
        const store::Remembered& first = loaded.known ? *loaded.known : neighbour->second;
        if (first.body != body) return Refusal::idempotency_key_reused;
        return repeat(first.answer, rules);
    }

    const store::GiverMonth& member = batch.members.at(command.member);
    if (member.left) return Refusal::account_needed;  // since this was asked for
    // No balance can pass what came in, so every sum of balances is an amount.
    const std::int64_t taken_in =
        batch.book.get(ledger::rail_clearing_of(test_rail_number, rules.currency)).debits_posted;
    if (taken_in > money::Amount::max_micro - command.amount.micro()) return money::Refusal::amount_too_large;

    const auto postings = giving::with_reserve(
        {ledger::TransferKind::top_up, ledger::rail_clearing_of(test_rail_number, rules.currency),
         ledger::wallet_of(command.member, rules.currency), command.amount.micro()},
        budget_in(batch.book, command.member, batch.month, member.plan_micro, member.flattrs, rules));
    BOOST_OUTCOME_TRY(const auto* const txn, batch.book.post(batch.transaction.now(), postings));
    TopUpReceipt receipt{transfer_id(rules, txn->seq, 1), command.amount, wallet_in(batch.book, command.member, rules),
                         reserved_in(batch.book, command.member, batch.month, rules), false};
    batch.answered.emplace(loaded.key, store::Remembered{body, remembered_answer(txn->seq, receipt)});
    return receipt;
}

}  // namespace

std::vector<base::Result<TopUpReceipt>> top_up(store::Transaction& transaction, const Rules& rules,
                                               std::span<const TopUp> commands) {
    Batch batch{transaction, rules, running_month(transaction, rules), store::open_book(transaction)};
    load(batch, commands);
    auto answers = decide_each<TopUpReceipt>(transaction, &batch.book, std::span<const Loaded>(batch.commands),
                                             [&](const Loaded& loaded) { return top_up_one(batch, loaded); });
    const std::vector<std::pair<store::ClientKey, store::Remembered>> answered(batch.answered.begin(),
                                                                               batch.answered.end());
    store::remember(transaction, answered);
    store::save(transaction, batch.book);
    return answers;
}

}  // namespace obolus::hub
