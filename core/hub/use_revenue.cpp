#include "hub/use_revenue.hpp"

#include <array>

#include "giving/budget.hpp"
#include "hub/decide_each.hpp"
#include "hub/idempotency.hpp"
#include "hub/money_of.hpp"
#include "hub/month_cut.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

base::Result<void> check(const UseRevenue& command, const Rules& rules) {
    if (!command.member) return Refusal::account_needed;
    BOOST_OUTCOME_TRYV(check_idempotency_key(command.idempotency_key));
    if (command.amount.currency() != rules.currency) return money::Refusal::currency_mismatch;
    if (command.amount.is_zero()) return money::Refusal::amount_zero;
    return base::success();
}

UseRevenueReceipt repeat(const std::vector<std::int64_t>& numbers, const Rules& rules) {
    const auto amount = [&](std::size_t i) { return amount_of(numbers.at(i), rules); };
    return {transfer_id(rules, numbers.at(0), 1), amount(1), amount(2), amount(3), amount(4), true};
}

base::Result<UseRevenueReceipt> use_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                        const UseRevenue& command) {
    BOOST_OUTCOME_TRYV(check(command, rules));
    const KeyedCommand key =
        keyed("use_revenue", command.member, command.idempotency_key, std::to_string(command.amount.micro()));
    BOOST_OUTCOME_TRY(const auto known, first_answer(transaction, key));
    if (known) return repeat(*known, rules);

    store::Connection& connection = transaction.connection();
    const base::Month month = running_month(transaction, rules);
    const ledger::AccountKey revenue = ledger::revenue_of(command.member, rules.currency);
    load_money(transaction, book, command.member, month, rules);
    store::load(transaction, book, revenue);
    const auto postings =
        giving::with_reserve({ledger::TransferKind::use_revenue, revenue,
                              ledger::wallet_of(command.member, rules.currency), command.amount.micro()},
                             budget_in(book, command.member, month, store::plan_of(connection, command.member),
                                       store::flattrs_by(connection, month, command.member), rules));
    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), postings));
    const UseRevenueReceipt receipt{transfer_id(rules, txn->seq, 1),
                                    command.amount,
                                    amount_of(book.get(revenue).available(), rules),
                                    wallet_in(book, command.member, rules),
                                    reserved_in(book, command.member, month, rules),
                                    false};
    remember_answer(transaction, key,
                    std::array{txn->seq, receipt.amount.micro(), receipt.revenue.micro(), receipt.wallet.micro(),
                               receipt.reserved.micro()});
    return receipt;
}

}  // namespace

std::vector<base::Result<UseRevenueReceipt>> use_revenue(store::Transaction& transaction, const Rules& rules,
                                                         std::span<const UseRevenue> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<UseRevenueReceipt>(transaction, &book, commands, [&](const UseRevenue& command) {
        return use_one(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

}  // namespace obolus::hub
