#include "hub/top_up.hpp"

#include <algorithm>
#include <charconv>

#include "base/crypto.hpp"
#include "giving/budget.hpp"
#include "hub/decide_each.hpp"
#include "hub/money_of.hpp"
#include "hub/month_cut.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"
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
    const auto amount = [&](std::int64_t micro) { return money::Amount::from_micro(micro, rules.currency).value(); };
    return {transfer_id(rules, numbers[0], 1), amount(numbers[1]), amount(numbers[2]), amount(numbers[3]), true};
}

/// The top-up, and in the same txn the running month's reserve where it was short (rule 2).
std::vector<ledger::Posting> postings_of(const TopUp& command, const giving::BudgetState& before, const Rules& rules) {
    std::vector<ledger::Posting> postings{{ledger::TransferKind::top_up,
                                           ledger::rail_clearing_of(test_rail_number, rules.currency),
                                           ledger::wallet_of(command.member, rules.currency), command.amount.micro()}};
    giving::BudgetState after = before;
    after.wallet += command.amount.micro();
    if (auto reserve = giving::adjust_reserve(after)) postings.push_back(*std::move(reserve));
    return postings;
}

base::Result<TopUpReceipt> top_up_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                      const TopUp& command) {
    BOOST_OUTCOME_TRYV(check(command, rules));
    const std::string scope = "top_up/" + std::to_string(command.member.value);
    const std::string body = body_of(command);
    if (const auto known = store::remembered(transaction.connection(), scope, command.idempotency_key)) {
        if (known->body != body) return Refusal::idempotency_key_reused;
        return repeat(known->answer, rules);
    }

    const base::Month month = running_month(transaction, rules);
    load_money(transaction, book, command.member, month, rules);
    store::load(transaction, book, ledger::rail_clearing_of(test_rail_number, rules.currency));
    BOOST_OUTCOME_TRY(const auto plan, money::Amount::from_micro(
                                           store::plan_of(transaction.connection(), command.member), rules.currency));
    const giving::BudgetState before{command.member,
                                     month,
                                     plan,
                                     store::flattrs_by(transaction.connection(), month, command.member),
                                     reserved_in(book, command.member, month, rules).micro(),
                                     wallet_in(book, command.member, rules).micro()};
    // No balance can pass what came in, so every sum of balances is an amount.
    const std::int64_t taken_in = book.get(ledger::rail_clearing_of(test_rail_number, rules.currency)).debits_posted;
    if (taken_in > money::Amount::max_micro - command.amount.micro()) return money::Refusal::amount_too_large;

    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), postings_of(command, before, rules)));
    TopUpReceipt receipt{transfer_id(rules, txn->seq, 1), command.amount, wallet_in(book, command.member, rules),
                         reserved_in(book, command.member, month, rules), false};
    store::remember(transaction, scope, command.idempotency_key, {body, remembered_answer(txn->seq, receipt)});
    return receipt;
}

}  // namespace

std::vector<base::Result<TopUpReceipt>> top_up(store::Transaction& transaction, const Rules& rules,
                                               std::span<const TopUp> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<TopUpReceipt>(transaction, &book, commands, [&](const TopUp& command) {
        return top_up_one(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

}  // namespace obolus::hub
