// Where money goes that comes back to its giver: the one place that knows of givers who have left (rule 20).
#pragma once

#include <optional>
#include <span>

#include "hub/verb.hpp"
#include "ledger/book.hpp"
#include "store/claim_rows.hpp"

namespace obolus::store {
class Connection;
}

namespace obolus::hub {

/// The giver's wallet; of one who has left, the escrow of the identity that was linked last; and if that identity has
/// come back as a member, that member's wallet.
ledger::AccountKey refund_to(store::Connection& connection, base::MemberId giver, const Rules& rules);

/// Where money goes that can't well go back, since its giver has left for the very escrow that it would come from, or
/// takes nothing there any more: to the identity that the config names, never to the operator. Nothing when the config
/// names nobody, or somebody who has opted out; then it waits in the giver's own escrow, for whatever time.
std::optional<ledger::AccountKey> leftovers_account(store::Transaction& transaction, const Rules& rules);

/// Where money goes that no escrow lets out: as refund_to(), but never to somebody who has opted out. Then it goes to
/// whom the config names, and stays in the wallet of the one who has left if it names nobody.
ledger::AccountKey refund_place(store::Transaction& transaction, base::MemberId giver, const Rules& rules);

/// What a transfer has brought to an escrow or a revenue: an arrival, waiting with its own date of expiry, or received
/// at once. Nothing for anywhere else. `month` is the one that was divided, or the running one.
std::optional<store::Arrival> arrival_of(base::Time now, const Rules& rules, base::Month month,
                                         const ledger::Transfer& transfer, const ledger::Posting& posting);
/// Writes down all arrivals of a txn; `postings` are those of the txn, in order.
void save_arrivals(store::Transaction& transaction, const Rules& rules, base::Month month, const ledger::Txn& txn,
                   std::span<const ledger::Posting> postings);

}  // namespace obolus::hub
