#include "hub/balances.hpp"

#include "hub/month_cut.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

base::Result<Balances> balances(store::Snapshot& snapshot, const Rules& rules, const ShowBalances& question) {
    if (!question.member) return Refusal::account_needed;
    const auto available = [&](const ledger::AccountKey& key) {
        return amount_of(store::read_account(snapshot.connection(), key).available(), rules);
    };
    const base::Month month = running_month(snapshot, rules);
    return Balances{available(ledger::wallet_of(question.member, rules.currency)),
                    amount_of(store::plan_of(snapshot.connection(), question.member), rules),
                    available(ledger::budget_of(question.member, month, rules.currency)),
                    available(ledger::revenue_of(question.member, rules.currency)),
                    month,
                    rules.calendar.start_of(month.next())};
}

}  // namespace obolus::hub
