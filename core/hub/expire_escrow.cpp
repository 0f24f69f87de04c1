#include "hub/expire_escrow.hpp"

#include "hub/decide_each.hpp"
#include "hub/waiting.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

/// What is due of one identity; the result is what went back. A refusal leaves the book and the rows as they were.
base::Result<claims::Return> expire(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                    base::IdentityId identity) {
    auto due = store::waiting_arrivals(transaction.connection(), identity);
    std::erase_if(due, [&](const store::Arrival& arrival) { return arrival.expires_at > transaction.now(); });
    Waiting waiting = load_waiting(transaction, book, identity, std::move(due), rules);
    return give_back(transaction, book, identity, std::move(waiting), ReturnReason::expired, rules);
}

base::Result<ExpiryReceipt> expire_some(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                        const ExpireEscrow& command) {
    ExpiryReceipt receipt;
    std::int64_t returned_micro = 0;
    const auto identities =
        store::expired_at(transaction.connection(), transaction.now(), command.after, command.identities_max);
    for (const base::IdentityId identity : identities) {
        const auto returned = expire(transaction, book, rules, identity);
        const bool moved = returned && !returned.value().postings.empty();
        (moved ? receipt.identities : receipt.skipped) += 1;
        if (moved) returned_micro += returned.value().returned_micro;
    }
    if (static_cast<std::int64_t>(identities.size()) == command.identities_max) receipt.last = identities.back();
    receipt.returned = amount_of(returned_micro, rules);
    return receipt;
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
