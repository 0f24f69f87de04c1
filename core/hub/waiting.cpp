#include "hub/waiting.hpp"

#include "store/ledger_rows.hpp"

namespace obolus::hub {

Waiting load_waiting(store::Transaction& transaction, ledger::Book& book, base::IdentityId identity,
                     std::vector<store::Arrival> arrivals, const Rules& rules) {
    Waiting waiting{std::move(arrivals), {}};
    for (const store::Arrival& arrival : waiting.arrivals)
        for (claims::WaitingLine& line : store::lines_of(transaction.connection(), arrival))
            waiting.lines.push_back(std::move(line));
    store::load(transaction, book, ledger::escrow_of(identity, rules.currency));
    for (const claims::WaitingLine& each : waiting.lines)
        store::load(transaction, book, ledger::wallet_of(each.line.giver, rules.currency));
    return waiting;
}

base::Result<claims::Return> give_back(store::Transaction& transaction, ledger::Book& book, base::IdentityId identity,
                                       const Waiting& waiting, const std::string& reason, const Rules& rules) {
    claims::Return returned = claims::give_back(identity, waiting.lines, rules.currency);
    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), returned.postings));
    for (const ledger::LineAddress& line : returned.reversed)
        store::add_reversal(transaction, line, txn->seq);
    for (const store::Arrival& arrival : waiting.arrivals)
        store::resolve(transaction, arrival, store::ArrivalState::given_back, {}, txn->seq);
    for (const ledger::Posting& posting : returned.postings)
        store::save_notice(transaction,
                           notices::share_returned({posting.credit.owner}, txn->seq, identity.value,
                                                   money::to_decimal(posting.amount_micro, rules.currency), reason));
    return returned;
}

}  // namespace obolus::hub
