#include "giving/gift.hpp"
#include "giving/refusal.hpp"
#include "hub/decide_each.hpp"
#include "hub/gift.hpp"
#include "hub/gift_state.hpp"
#include "hub/ids.hpp"
#include "hub/money_of.hpp"
#include "hub/waiting.hpp"
#include "store/gift_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

base::Result<RecallReceipt> recall_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                       const RecallGift& command) {
    const auto address = parse_line_id(rules, command.id);
    if (!address || address->line != 0 ||
        !store::read_gift(transaction.connection(), command.giver, address->seq, address->n))
        return giving::Refusal::gift_unknown;
    const store::Arrival arrival = store::read_arrival(transaction.connection(), address->seq, address->n).value();
    // One's own line of a claim of one's own is back already.
    const bool returned_before = store::was_returned(transaction.connection(), *address);
    BOOST_OUTCOME_TRYV(giving::check_recall(returned_before ? giving::GiftState::returned : state_of(arrival)));
    Waiting waiting = load_waiting(transaction, book, arrival.identity, {arrival}, rules);
    BOOST_OUTCOME_TRY(const claims::Return returned, give_back(transaction, book, arrival.identity, std::move(waiting),
                                                               ReturnReason::recalled, rules));
    return RecallReceipt{amount_of(returned.returned_micro, rules), wallet_in(book, command.giver, rules)};
}

}  // namespace

std::vector<base::Result<RecallReceipt>> recall_gift(store::Transaction& transaction, const Rules& rules,
                                                     std::span<const RecallGift> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<RecallReceipt>(transaction, &book, commands, [&](const RecallGift& command) {
        return recall_one(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

}  // namespace obolus::hub
