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
};

/// The lines of these arrivals; the escrow account and every giver's wallet are loaded into the book.
Waiting load_waiting(store::Transaction& transaction, ledger::Book& book, base::IdentityId identity,
                     std::vector<store::Arrival> arrivals, const Rules& rules);

/// Posts what gives the lines back to their givers and saves what became of them, with a notice to each giver. `reason`
/// is the notice's: "declined" or "expired".
base::Result<claims::Return> give_back(store::Transaction& transaction, ledger::Book& book, base::IdentityId identity,
                                       const Waiting& waiting, const std::string& reason, const Rules& rules);

}  // namespace obolus::hub
