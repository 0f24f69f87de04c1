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
    const std::array from{ledger::wallet_of(member, rules.currency), ledger::revenue_of(member, rules.currency)};
    store::load(transaction, book, from);
    if (book.get(from[0]).available() == 0 && book.get(from[1]).available() == 0) return 0;
    const ledger::AccountKey to = refund_place(transaction, member, rules);
    if (to == from[0]) return 0;
    store::load(transaction, book, to);
    const base::ThingId thing = thing_of(transaction, home);
    std::vector<ledger::Posting> postings;
    std::int64_t moved = 0;
    for (const ledger::AccountKey& account : from) {
        const std::int64_t amount = book.get(account).available();
        if (amount == 0) continue;
        postings.push_back({ledger::TransferKind::leftover, account, to, amount});
        postings.back().lines.push_back({member, thing, home, amount, {}});
        moved += amount;
    }
    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), postings));
    save_arrivals(transaction, rules, running_month(transaction, rules), *txn, postings);
    return moved;
}

}  // namespace obolus::hub
