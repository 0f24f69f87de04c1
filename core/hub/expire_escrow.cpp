#include "hub/expire_escrow.hpp"

#include "hub/decide_each.hpp"
#include "hub/waiting.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

base::Result<ExpiryReceipt> expire_some(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                        const ExpireEscrow& command) {
    std::int64_t returned_micro = 0;
    const auto identities = store::expired_at(transaction.connection(), transaction.now(), command.identities_max);
    for (const base::IdentityId identity : identities) {
        auto due = store::waiting_arrivals(transaction.connection(), identity);
        std::erase_if(due, [&](const store::Arrival& arrival) { return arrival.expires_at > transaction.now(); });
        Waiting waiting = load_waiting(transaction, book, identity, std::move(due), rules);
        BOOST_OUTCOME_TRY(const claims::Return returned,
                          give_back(transaction, book, identity, std::move(waiting), ReturnReason::expired, rules));
        returned_micro += returned.returned_micro;
    }
    return ExpiryReceipt{static_cast<std::int64_t>(identities.size()),
                         money::Amount::from_micro(returned_micro, rules.currency).value()};
}

}  // namespace

std::vector<base::Result<ExpiryReceipt>> expire_escrow(store::Transaction& transaction, const Rules& rules,
                                                       std::span<const ExpireEscrow> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<ExpiryReceipt>(transaction, &book, commands, [&](const ExpireEscrow& command) {
        return expire_some(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

}  // namespace obolus::hub
