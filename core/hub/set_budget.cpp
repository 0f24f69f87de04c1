#include "hub/set_budget.hpp"

#include "giving/budget.hpp"
#include "hub/decide_each.hpp"
#include "hub/money_of.hpp"
#include "hub/month_cut.hpp"
#include "store/flattr_batch.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

base::Result<BudgetView> set_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                 const SetBudget& command) {
    if (!command.member) return Refusal::account_needed;
    if (command.plan.currency() != rules.currency) return money::Refusal::currency_mismatch;
    const base::Month month = running_month(transaction, rules);
    const store::GiverMonth giver = store::load_givers(transaction.connection(), month, {&command.member, 1}).front();
    if (giver.left) return Refusal::account_needed;  // since this was asked for
    load_money(transaction, book, command.member, month, rules);
    const auto adjustment =
        giving::adjust_reserve(budget_in(book, command.member, month, command.plan.micro(), giver.flattrs, rules));
    if (adjustment) {
        BOOST_OUTCOME_TRYV(book.post(transaction.now(), *adjustment));
    }
    store::set_plan(transaction, command.member, command.plan.micro());
    return BudgetView{command.plan, reserved_in(book, command.member, month, rules),
                      wallet_in(book, command.member, rules)};
}

}  // namespace

std::vector<base::Result<BudgetView>> set_budget(store::Transaction& transaction, const Rules& rules,
                                                 std::span<const SetBudget> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<BudgetView>(transaction, &book, commands, [&](const SetBudget& command) {
        return set_one(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

}  // namespace obolus::hub
