#include "hub/money_of.hpp"

#include <array>

#include "store/ledger_rows.hpp"

namespace obolus::hub {

money::Amount wallet_in(const ledger::Book& book, base::MemberId member, const Rules& rules) {
    return amount_of(book.get(ledger::wallet_of(member, rules.currency)).available(), rules);
}

money::Amount reserved_in(const ledger::Book& book, base::MemberId member, base::Month month, const Rules& rules) {
    return amount_of(book.get(ledger::budget_of(member, month, rules.currency)).available(), rules);
}

giving::BudgetState budget_in(const ledger::Book& book, base::MemberId member, base::Month month,
                              std::int64_t plan_micro, std::int64_t flattrs, const Rules& rules) {
    return {member,
            month,
            amount_of(plan_micro, rules),
            flattrs,
            reserved_in(book, member, month, rules).micro(),
            wallet_in(book, member, rules).micro()};
}

void load_money(store::Transaction& transaction, ledger::Book& book, base::MemberId member, base::Month month,
                const Rules& rules) {
    const std::array keys{ledger::wallet_of(member, rules.currency), ledger::budget_of(member, month, rules.currency)};
    store::load(transaction, book, keys);
}

}  // namespace obolus::hub
