// Money of somebody who has left (rule 20).
#pragma once

#include "hub/verb.hpp"
#include "ledger/book.hpp"

namespace obolus::hub {

/// Whatever is in the wallet or the revenue of a member who has left goes to where his refunds go (refund.hpp):
/// fractions of a minor unit, a payout that failed, a budget that was not divided. Where that would be somebody who has
/// opted out, it goes to whom the config names instead, and stays if it names nobody. Moves nothing for a member who is
/// here; answers the micro-units that moved.
base::Result<std::int64_t> move_leftover(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                         base::MemberId member);

}  // namespace obolus::hub
