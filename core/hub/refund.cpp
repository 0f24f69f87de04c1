#include "hub/refund.hpp"

#include "hub/recipient.hpp"
#include "store/identity_rows.hpp"
#include "store/opt_out_rows.hpp"

namespace obolus::hub {

namespace {
/// Nothing goes to the escrow of somebody who has opted out.
bool takes_money(store::Transaction& transaction, const ledger::AccountKey& account) {
    return account.kind != ledger::AccountKind::escrow ||
           !store::has_opted_out(transaction.connection(), base::IdentityId{account.owner});
}
}  // namespace

ledger::AccountKey refund_to(store::Connection& connection, base::MemberId giver, const Rules& rules) {
    const base::IdentityId home = store::home_identity_of(connection, giver);
    if (!home) return ledger::wallet_of(giver, rules.currency);
    const base::MemberId returned = store::member_of(connection, home);
    return returned ? ledger::wallet_of(returned, rules.currency) : ledger::escrow_of(home, rules.currency);
}

std::optional<ledger::AccountKey> leftovers_account(store::Transaction& transaction, const Rules& rules) {
    if (!identity::is_valid(rules.leftovers_to)) return std::nullopt;
    store::Connection& connection = transaction.connection();
    store::StoredIdentity to = store::find(connection, rules.leftovers_to);
    if (!to.id)
        to.id = store::blank_identity(connection, rules.leftovers_to.provider, opt_out_hash(rules, rules.leftovers_to));
    if (to.id && store::has_opted_out(connection, to.id)) return std::nullopt;
    // What is known of them already stays: nobody has asked the platform here.
    if (!to.id) to = store::find_or_add(transaction, {rules.leftovers_to, "", "", "", "", ""});
    to.member = store::member_of(connection, to.id);
    return ledger::account_for(to.id, to.member, rules.currency);
}

ledger::AccountKey refund_place(store::Transaction& transaction, base::MemberId giver, const Rules& rules) {
    const ledger::AccountKey to = refund_to(transaction.connection(), giver, rules);
    if (takes_money(transaction, to)) return to;
    return leftovers_account(transaction, rules).value_or(ledger::wallet_of(giver, rules.currency));
}

ledger::AccountKey refund_from_escrow(store::Transaction& transaction, base::IdentityId identity, base::MemberId giver,
                                      const Rules& rules) {
    const ledger::AccountKey here = ledger::escrow_of(identity, rules.currency);
    const ledger::AccountKey to = refund_to(transaction.connection(), giver, rules);
    if (to.kind != ledger::AccountKind::escrow) return to;
    // Whom the config names is the end of the way, not a stop on it.
    const auto named = leftovers_account(transaction, rules);
    if (named && *named == here) return here;
    if (to != here && takes_money(transaction, to)) return to;
    return named.value_or(to);
}

std::optional<store::Arrival> arrival_of(base::Time now, const Rules& rules, base::Month month,
                                         const ledger::Transfer& transfer, const ledger::Posting& posting) {
    const ledger::AccountKey& to = posting.credit;
    const bool waits = to.kind == ledger::AccountKind::escrow;
    if (!waits && to.kind != ledger::AccountKind::revenue) return std::nullopt;
    store::Arrival arrival;
    arrival.seq = transfer.seq;
    arrival.n = transfer.n;
    if (waits)
        arrival.identity = {to.owner};
    else
        arrival.identity =
            posting.packed != nullptr ? posting.packed->first().identity : posting.lines.front().identity;
    arrival.month = month;
    arrival.amount_micro = posting.amount_micro;
    arrival.expires_at = now + rules.escrow_ttl;
    if (!waits) {
        arrival.state = store::ArrivalState::direct;
        arrival.member = {to.owner};
        arrival.resolved_seq = transfer.seq;
    }
    return arrival;
}

void save_arrivals(store::Transaction& transaction, const Rules& rules, base::Month month, const ledger::Txn& txn,
                   std::span<const ledger::Posting> postings) {
    std::vector<store::Arrival> arrivals;
    for (std::size_t i = 0; i < postings.size(); ++i)
        if (auto arrival = arrival_of(transaction.now(), rules, month, txn.transfers[i], postings[i]))
            arrivals.push_back(*std::move(arrival));
    store::add_arrivals(transaction, arrivals);
}

}  // namespace obolus::hub
