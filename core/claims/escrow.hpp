// What waits for an identity, and where it may go: to its proven owner, or back to its givers. Nowhere else (invariant
// 11).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/id.hpp"
#include "ledger/book.hpp"
#include "ledger/line.hpp"

namespace obolus::claims {

/// One line that waits in an identity's escrow and was not returned: `address` names it.
struct WaitingLine {
    ledger::LineAddress address;
    ledger::Line line;
};

/// Where each giver's money goes if it goes back: his wallet; of one who has left, elsewhere (rule 20). Every giver of
/// the lines in question is in it.
using ReturnAccounts = std::map<base::MemberId, ledger::AccountKey>;

/// What a claimant's taking moves. `own`: lines that would go back to the claimant's wallet, since he gave them
/// himself; they do (rule 11).
struct Release {
    std::int64_t released_micro = 0;
    std::int64_t refunded_micro = 0;
    std::vector<ledger::Posting> postings;      ///< escrow -> revenue, and escrow -> wallet
    std::vector<ledger::LineAddress> reversed;  ///< the lines that were refunded
};
Release release(base::IdentityId identity, base::MemberId claimant, const std::vector<WaitingLine>& waiting,
                const ReturnAccounts& back, money::Currency currency);

/// What declining, expiry, recalling or opting out moves: each line back to where its giver's money goes, one packed
/// transfer for each giver.
struct Return {
    std::int64_t returned_micro = 0;
    std::vector<ledger::Posting> postings;
    std::vector<ledger::LineAddress> reversed;
};
Return give_back(base::IdentityId identity, const std::vector<WaitingLine>& waiting, const ReturnAccounts& back,
                 money::Currency currency);

}  // namespace obolus::claims
