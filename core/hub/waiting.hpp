// What waits for an identity, loaded for a verb that ends the waiting.
#pragma once

#include <vector>

#include "claims/escrow.hpp"
#include "hub/verb.hpp"
#include "ledger/book.hpp"
#include "store/claim_rows.hpp"

namespace obolus::hub {

struct Waiting {
    std::vector<store::Arrival> arrivals;
    std::vector<claims::WaitingLine> lines;  ///< of all of them
    claims::ReturnAccounts back;             ///< where each line's giver has it back
};

/// The lines of these arrivals; the escrow account and everywhere that they may go back to are loaded into the book.
Waiting load_waiting(store::Transaction& transaction, ledger::Book& book, base::IdentityId identity,
                     std::vector<store::Arrival> arrivals, const Rules& rules);

/// Why money goes back: the givers' notice says it, except to one who did it himself.
enum class ReturnReason { declined, expired, opted_out, recalled };

/// Tells whoever's wallet a refund went to, unless he has brought it about himself.
void save_return_notice(store::Transaction& transaction, const ledger::Posting& refund, base::IdentityId identity,
                        std::int64_t seq, ReturnReason reason, const Rules& rules);

/// Lines of one arrival that have gone back; `whole`: they were all that still waited of it.
struct ReturnedPart {
    store::Arrival arrival;
    std::vector<ledger::Line> lines{};
    bool whole = false;
};
/// What has gone back in txn `seq` is noted at its arrival, whose fee is then that of the rest; an arrival of which
/// nothing is left has ended.
void save_returned(store::Transaction& transaction, const ReturnedPart& part, std::int64_t seq);

/// Posts what gives the lines back to their givers and saves what became of them, with a notice to each giver. A line
/// that can go nowhere, since its giver has left for this very escrow and the config names nobody for it, goes on
/// waiting.
base::Result<claims::Return> give_back(store::Transaction& transaction, ledger::Book& book, base::IdentityId identity,
                                       Waiting waiting, ReturnReason reason, const Rules& rules);

}  // namespace obolus::hub
