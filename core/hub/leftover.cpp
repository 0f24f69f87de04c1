#include "hub/leftover.hpp"

#include <array>

#include "hub/month_cut.hpp"
#include "hub/refund.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {
/// What a leftover is for: the account of whoever left.
base::ThingId thing_of(store::Transaction& transaction, base::IdentityId home) {
    const auto identity = store::read_identity(transaction.connection(), home);
    if (!identity) return {};
    const std::string title = identity->handle.empty() ? "" : "@" + identity->handle;
    return store::find_or_add(transaction,
                              giving::Thing{identity::to_string(identity->key), identity->profile_url, title});
}
}  // namespace

base::Result<std::int64_t> move_leftover(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                         base::MemberId member) {
    const base::IdentityId home = store::home_identity_of(transaction.connection(), member);
    if (!home) return 0;
    const ledger::AccountKey wallet = ledger::wallet_of(member, rules.currency);
    const ledger::AccountKey to = refund_to(transaction.connection(), member, rules);
    store::load(transaction, book, std::array{wallet, to});
    const std::int64_t amount = book.get(wallet).available();
    if (amount == 0) return 0;
    ledger::Posting posting{ledger::TransferKind::leftover, wallet, to, amount};
    posting.lines.push_back({member, thing_of(transaction, home), home, amount, {}});
    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), posting));
    save_arrivals(transaction, rules, running_month(transaction, rules), *txn, {&posting, 1});
    return amount;
}

}  // namespace obolus::hub
