#include "hub/money_of.hpp"

#include <array>

#include "store/ledger_rows.hpp"

namespace obolus::hub {

money::Amount wallet_in(const ledger::Book& book, base::MemberId member, const Rules& rules) {
    return money::Amount::from_micro(book.get(ledger::wallet_of(member, rules.currency)).available(), rules.currency)
        .value();
}

money::Amount reserved_in(const ledger::Book& book, base::MemberId member, base::Month month, const Rules& rules) {
    return money::Amount::from_micro(book.get(ledger::budget_of(member, month, rules.currency)).available(),
                                     rules.currency)
        .value();
}

void load_money(store::Transaction& transaction, ledger::Book& book, base::MemberId member, base::Month month,
                const Rules& rules) {
    const std::array keys{ledger::wallet_of(member, rules.currency), ledger::budget_of(member, month, rules.currency)};
    store::load(transaction, book, keys);
}

}  // namespace obolus::hub
