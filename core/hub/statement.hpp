// An account's history: every transfer that touched a member's wallet or revenue, latest first, page by page.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

enum class StatementOf { wallet, revenue };

struct ShowStatement {
    base::MemberId member;
    StatementOf account = StatementOf::wallet;
    std::int64_t before_seq = 0;  ///< only txns before this one; 0: from the latest
    std::int64_t count_max = 50;
};
struct StatementEntry {
    std::string id;  ///< of the transfer
    std::int64_t seq = 0;
    base::Time at;
    std::string kind;  ///< ledger::to_string(TransferKind)
    bool in = false;   ///< into the account, or out of it
    money::Amount amount = money::Amount::zero(money::euro());
    money::Amount balance = money::Amount::zero(money::euro());  ///< after it
};
struct Statement {
    std::vector<StatementEntry> entries;
    std::int64_t next_before_seq = 0;  ///< for the next page; 0: there is none
};
/// A txn is never split over two pages. Refusal: account_needed.
base::Result<Statement> statement(store::Snapshot&, const Rules&, const ShowStatement&);

}  // namespace obolus::hub
