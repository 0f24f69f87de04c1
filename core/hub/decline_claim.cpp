#include <set>

#include "claims/refusal.hpp"
#include "hub/claim.hpp"
#include "hub/decide_each.hpp"
#include "hub/session.hpp"
#include "hub/waiting.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

base::Result<DeclineReceipt> decline_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                         const DeclineClaim& command) {
    BOOST_OUTCOME_TRY(const SessionView session,
                      load_session(transaction.connection(), rules, command.token, transaction.now()));
    std::int64_t returned_micro = 0;
    std::set<base::MemberId> givers;
    for (const base::IdentityId identity : session.identity_ids) {
        Waiting waiting = load_waiting(transaction, book, identity,
                                       store::waiting_arrivals(transaction.connection(), identity), rules);
        if (waiting.lines.empty()) continue;
        BOOST_OUTCOME_TRY(const claims::Return returned,
                          give_back(transaction, book, identity, std::move(waiting), ReturnReason::declined, rules));
        returned_micro += returned.returned_micro;
        for (const ledger::Posting& posting : returned.postings)
            givers.insert(posting.lines.front().giver);
    }
    if (givers.empty()) return claims::Refusal::nothing_waiting;
    return DeclineReceipt{money::Amount::from_micro(returned_micro, rules.currency).value(),
                          static_cast<std::int64_t>(givers.size())};
}

}  // namespace

std::vector<base::Result<DeclineReceipt>> decline_claim(store::Transaction& transaction, const Rules& rules,
                                                        std::span<const DeclineClaim> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<DeclineReceipt>(transaction, &book, commands, [&](const DeclineClaim& command) {
        return decline_one(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

}  // namespace obolus::hub
