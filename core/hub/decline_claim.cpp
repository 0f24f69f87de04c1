#include <set>

#include "claims/refusal.hpp"
#include "hub/claim.hpp"
#include "hub/decide_each.hpp"
#include "hub/handle_claim.hpp"
#include "hub/session.hpp"
#include "hub/waiting.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

struct Declined {
    std::int64_t micro = 0;
    std::set<base::MemberId> givers;
};

base::Result<void> decline(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                           base::IdentityId identity, std::vector<store::Arrival> arrivals, Declined& sum) {
    Waiting waiting = load_waiting(transaction, book, identity, std::move(arrivals), rules);
    BOOST_OUTCOME_TRY(const claims::Return returned,
                      give_back(transaction, book, identity, std::move(waiting), ReturnReason::declined, rules));
    sum.micro += returned.returned_micro;
    for (const ledger::Posting& posting : returned.postings)
        sum.givers.insert(posting.lines.front().giver);
    return base::success();
}

base::Result<DeclineReceipt> decline_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                         const DeclineClaim& command) {
    store::Connection& connection = transaction.connection();
    BOOST_OUTCOME_TRY(const SessionView session, load_session(connection, rules, command.token, transaction.now()));
    // All that waits is read before anything moves: what goes back to one who has left may wait for these very
    // identities.
    std::vector<std::pair<base::IdentityId, std::vector<store::Arrival>>> waiting;
    for (const base::IdentityId identity : session.identity_ids)
        waiting.emplace_back(identity, store::waiting_arrivals(connection, identity));
    // A handle says no as it says yes: not before the account behind it has waited.
    for (const ShownHandle& handle : shown_handles(connection, rules, session))
        waiting.emplace_back(handle.identity, claimable_arrivals(connection, rules, handle, transaction.now()));
    Declined sum;
    for (auto& [identity, arrivals] : waiting) {
        BOOST_OUTCOME_TRYV(decline(transaction, book, rules, identity, std::move(arrivals), sum));
    }
    if (sum.givers.empty()) return claims::Refusal::nothing_waiting;
    return DeclineReceipt{amount_of(sum.micro, rules), static_cast<std::int64_t>(sum.givers.size())};
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
