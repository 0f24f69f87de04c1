#include "hub/refund.hpp"

#include "store/claim_rows.hpp"
#include "store/identity_rows.hpp"

namespace obolus::hub {

ledger::AccountKey refund_to(store::Connection& connection, base::MemberId giver, const Rules& rules) {
    const base::IdentityId home = store::home_identity_of(connection, giver);
    if (!home) return ledger::wallet_of(giver, rules.currency);
    const base::MemberId returned = store::member_of(connection, home);
    return returned ? ledger::wallet_of(returned, rules.currency) : ledger::escrow_of(home, rules.currency);
}

std::optional<ledger::AccountKey> leftovers_account(store::Transaction& transaction, const Rules& rules) {
    if (!identity::is_valid(rules.leftovers_to)) return std::nullopt;
    // What is known of them already stays: nobody has asked the platform here.
    store::StoredIdentity to = store::find(transaction.connection(), rules.leftovers_to);
    if (!to.id) to = store::find_or_add(transaction, {rules.leftovers_to, "", "", "", "", ""});
    return ledger::account_for(to.id, to.member, rules.currency);
}

void save_arrivals(store::Transaction& transaction, const Rules& rules, base::Month month, const ledger::Txn& txn,
                   std::span<const ledger::Posting> postings) {
    for (std::size_t i = 0; i < postings.size(); ++i) {
        const ledger::AccountKey& to = postings[i].credit;
        const bool waits = to.kind == ledger::AccountKind::escrow;
        if (!waits && to.kind != ledger::AccountKind::revenue) continue;
        store::Arrival arrival;
        arrival.seq = txn.seq;
        arrival.n = txn.transfers[i].n;
        arrival.identity = waits ? base::IdentityId{to.owner} : postings[i].lines.front().identity;
        arrival.month = month;
        arrival.amount_micro = postings[i].amount_micro;
        arrival.expires_at = transaction.now() + rules.escrow_ttl;
        if (!waits) {
            arrival.state = store::ArrivalState::direct;
            arrival.member = {to.owner};
            arrival.resolved_seq = txn.seq;
        }
        store::add_arrival(transaction, arrival);
    }
}

}  // namespace obolus::hub
