#include "hub/payout.hpp"

#include <array>

#include "hub/decide_each.hpp"
#include "hub/idempotency.hpp"
#include "hub/leftover.hpp"
#include "hub/money_out.hpp"
#include "hub/session.hpp"
#include "notices/notice.hpp"
#include "payouts/refusal.hpp"
#include "store/claim_rows.hpp"
#include "store/ledger_rows.hpp"
#include "store/payout_rows.hpp"

namespace obolus::hub {

namespace {

PayoutView view_of(const payouts::Payout& payout, const Rules& rules) {
    PayoutView view;
    view.id = payout_id(rules, payout.number);
    view.number = payout.number;
    view.member = payout.member;
    view.amount = amount_of(payout.amount_micro, rules);
    view.rail = std::string(payouts::to_string(payout.rail));
    view.destination = payout.destination;
    view.state = payout.state;
    view.reference = payout.reference;
    view.reason = payout.reason;
    view.attempts = payout.attempts;
    view.at = payout.at;
    return view;
}

std::vector<PayoutView> views_of(const std::vector<payouts::Payout>& payouts, const Rules& rules) {
    std::vector<PayoutView> views;
    for (const payouts::Payout& payout : payouts)
        views.push_back(view_of(payout, rules));
    return views;
}

/// What is wrong with the command by itself.
base::Result<void> check(const ReservePayout& command, const Rules& rules) {
    if (!command.member) return Refusal::account_needed;
    BOOST_OUTCOME_TRYV(check_rail(command.rail, command.destination, rules));
    BOOST_OUTCOME_TRYV(check_idempotency_key(command.idempotency_key));
    if (command.amount.currency() != rules.currency) return money::Refusal::currency_mismatch;
    if (command.amount.is_zero()) return money::Refusal::amount_zero;
    if (payouts::whole_minor_units(command.amount.micro(), rules.currency) != command.amount.micro())
        return money::Refusal::amount_too_fine;
    return base::success();
}

base::Result<PayoutView> reserve_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                     const ReservePayout& command) {
    BOOST_OUTCOME_TRYV(check(command, rules));
    const KeyedCommand key =
        keyed("payout", command.member, command.idempotency_key,
              command.rail + "\n" + command.destination + "\n" + std::to_string(command.amount.micro()));
    BOOST_OUTCOME_TRY(const auto known, first_answer(transaction, key));
    if (known) {
        // What was reserved then, as it is now.
        const auto stored = store::read_payout(transaction.connection(), known->at(0));
        if (!stored) return payouts::Refusal::payout_unknown;
        PayoutView view = view_of(*stored, rules);
        view.repeated = true;
        return view;
    }
    BOOST_OUTCOME_TRYV(check_recent(rules, command.signed_in_at, transaction.now()));
    if (rules.reciprocity && !store::has_funded_month(transaction.connection(), command.member))
        return payouts::Refusal::not_reciprocal;

    payouts::Payout payout;
    payout.member = command.member;
    payout.amount_micro = command.amount.micro();
    payout.rail = *payouts::find_rail(command.rail);
    payout.destination = command.destination;
    BOOST_OUTCOME_TRY(payout, hold_payout(transaction, book, rules, std::move(payout)));
    remember_answer(transaction, key, std::array{payout.number});
    return view_of(payout, rules);
}

notices::Notice notice_of(const payouts::Payout& payout, const Rules& rules) {
    const std::string amount = money::to_decimal(payout.amount_micro, rules.currency);
    return payout.state == payouts::State::settled
               ? notices::payout_settled(payout.member, payout.number, amount)
               : notices::payout_failed(payout.member, payout.number, amount, payout.reason);
}

base::Result<PayoutView> settle_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                    const SettlePayout& command) {
    const auto stored = store::read_payout(transaction.connection(), command.number);
    if (!stored) return payouts::Refusal::payout_unknown;
    BOOST_OUTCOME_TRY(payouts::Decision decision, payouts::decide(*stored, command.answer, command.reference,
                                                                  command.reason, transaction.now(), rules.currency));
    if (!decision.changed) {
        PayoutView view = view_of(*stored, rules);
        view.repeated = true;
        return view;
    }
    if (!decision.postings.empty()) {
        for (const ledger::Posting& posting : decision.postings) {
            store::load(transaction, book, posting.debit);
            store::load(transaction, book, posting.credit);
        }
        BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), decision.postings));
        decision.payout.resolved_seq = txn->seq;
        store::save_notice(transaction, notice_of(decision.payout, rules));
    }
    store::update_payout(transaction, decision.payout);
    if (decision.payout.state == payouts::State::failed) {
        BOOST_OUTCOME_TRYV(move_leftover(transaction, book, rules, decision.payout.member));
    }
    return view_of(decision.payout, rules);
}

}  // namespace

std::vector<base::Result<PayoutView>> reserve_payout(store::Transaction& transaction, const Rules& rules,
                                                     std::span<const ReservePayout> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<PayoutView>(transaction, &book, commands, [&](const ReservePayout& command) {
        return reserve_one(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

std::vector<base::Result<PayoutView>> settle_payout(store::Transaction& transaction, const Rules& rules,
                                                    std::span<const SettlePayout> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<PayoutView>(transaction, &book, commands, [&](const SettlePayout& command) {
        return settle_one(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

std::vector<base::Result<std::vector<PayoutView>>> take_payouts(store::Transaction& transaction, const Rules& rules,
                                                                std::span<const TakePayouts> commands) {
    return decide_each<std::vector<PayoutView>>(
        transaction, nullptr, commands, [&](const TakePayouts& command) -> base::Result<std::vector<PayoutView>> {
            const auto due = store::payouts_to_ask(transaction.connection(), transaction.now(), command.count_max);
            for (const payouts::Payout& payout : due)
                store::update_payout(transaction, payouts::taken(payout, transaction.now()));
            return views_of(due, rules);
        });
}

base::Result<std::vector<PayoutView>> list_unanswered_payouts(store::Snapshot& snapshot, const Rules& rules,
                                                              const ListUnansweredPayouts& question) {
    return views_of(store::payouts_to_ask(snapshot.connection(), snapshot.now(), question.count_max), rules);
}

base::Result<std::vector<PayoutView>> list_payouts(store::Snapshot& snapshot, const Rules& rules,
                                                   const ListPayouts& question) {
    if (!question.member) return Refusal::account_needed;
    return views_of(
        store::payouts_of(snapshot.connection(), question.member, question.before_number, question.count_max), rules);
}

}  // namespace obolus::hub
