#include "hub/top_up.hpp"

#include <array>
#include <unordered_map>

#include "giving/budget.hpp"
#include "hub/decide_each.hpp"
#include "hub/idempotency.hpp"
#include "hub/money_of.hpp"
#include "hub/month_cut.hpp"
#include "store/flattr_batch.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

constexpr std::int64_t test_rail_number = 1;

base::Result<void> check(const TopUp& command, const Rules& rules) {
    if (!command.member) return Refusal::account_needed;
    if (command.rail != "test" || !rules.test_rail) return Refusal::rail_disabled;
    BOOST_OUTCOME_TRYV(check_idempotency_key(command.idempotency_key));
    if (command.amount.currency() != rules.currency) return money::Refusal::currency_mismatch;
    if (command.amount.is_zero()) return money::Refusal::amount_zero;
    if (command.amount.micro() % money::micro_per_minor(rules.currency) != 0) return money::Refusal::amount_too_fine;
    return base::success();
}

KeyedCommand key_of(const TopUp& command) {
    return keyed("top_up", command.member, command.idempotency_key,
                 command.rail + "\n" + std::to_string(command.amount.micro()));
}

TopUpReceipt repeat(const std::vector<std::int64_t>& numbers, const Rules& rules) {
    return {transfer_id(rules, numbers.at(0), 1), amount_of(numbers.at(1), rules), amount_of(numbers.at(2), rules),
            amount_of(numbers.at(3), rules), true};
}

struct Loaded {
    const TopUp& command;
    base::Result<void> checked;
    KeyedCommand key;
};

struct Batch {
    store::Transaction& transaction;
    const Rules& rules;
    base::Month month;
    ledger::Book book;
    std::vector<Loaded> commands{};
    std::unordered_map<base::MemberId, store::GiverMonth> members{};
    FirstAnswers first{};
};

void load(Batch& batch, std::span<const TopUp> commands) {
    std::vector<KeyedCommand> keys;
    std::vector<base::MemberId> members;
    std::vector<ledger::AccountKey> accounts{ledger::rail_clearing_of(test_rail_number, batch.rules.currency)};
    for (const TopUp& command : commands) {
        batch.commands.push_back({command, check(command, batch.rules), key_of(command)});
        keys.push_back(batch.commands.back().key);
        if (!batch.commands.back().checked || !batch.members.try_emplace(command.member).second) continue;
        members.push_back(command.member);
        accounts.push_back(ledger::wallet_of(command.member, batch.rules.currency));
        accounts.push_back(ledger::budget_of(command.member, batch.month, batch.rules.currency));
    }
    store::Connection& connection = batch.transaction.connection();
    batch.first.load(connection, keys);
    for (const store::GiverMonth& member : store::load_givers(connection, batch.month, members))
        batch.members[member.giver] = member;
    store::load(batch.transaction, batch.book, accounts);
}

base::Result<TopUpReceipt> top_up_one(Batch& batch, const Loaded& loaded) {
    BOOST_OUTCOME_TRYV(loaded.checked);
    const TopUp& command = loaded.command;
    const Rules& rules = batch.rules;
    BOOST_OUTCOME_TRY(const auto* const known, batch.first.find(loaded.key));
    if (known != nullptr) return repeat(*known, rules);

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
    batch.first.add(loaded.key,
                    std::array{txn->seq, receipt.amount.micro(), receipt.wallet.micro(), receipt.reserved.micro()});
    return receipt;
}

}  // namespace

std::vector<base::Result<TopUpReceipt>> top_up(store::Transaction& transaction, const Rules& rules,
                                               std::span<const TopUp> commands) {
    Batch batch{transaction, rules, running_month(transaction, rules), store::open_book(transaction)};
    load(batch, commands);
    auto answers = decide_each<TopUpReceipt>(transaction, &batch.book, std::span<const Loaded>(batch.commands),
                                             [&](const Loaded& loaded) { return top_up_one(batch, loaded); });
    batch.first.save(transaction);
    store::save(transaction, batch.book);
    return answers;
}

}  // namespace obolus::hub
