#include "hub/leave.hpp"

#include "base/crypto.hpp"
#include "hub/decide_each.hpp"
#include "hub/idempotency.hpp"
#include "hub/leftover.hpp"
#include "hub/money_of.hpp"
#include "hub/money_out.hpp"
#include "hub/month_cut.hpp"
#include "hub/session.hpp"
#include "payouts/refusal.hpp"
#include "store/identity_rows.hpp"
#include "store/leaving_rows.hpp"
#include "store/ledger_rows.hpp"
#include "store/payout_rows.hpp"

namespace obolus::hub {

namespace {

/// The session has ended with the account, so a repeat is known by the session's token.
KeyedCommand key_of(const Leave& command) {
    return {"leave/" + token_hash(command.token), command.idempotency_key,
            base::to_hex(base::sha256(command.rail + "\n" + command.destination))};
}

LeaveReceipt receipt_of(const std::vector<std::int64_t>& numbers, const Rules& rules) {
    const auto amount = [&](std::size_t i) { return amount_of(numbers.at(i), rules); };
    return {amount(0), amount(1), amount(2), numbers.at(3) == 0 ? "" : payout_id(rules, numbers.at(3))};
}

/// What was received goes into the wallet first: one payout takes all.
base::Result<void> empty_revenue(store::Transaction& transaction, ledger::Book& book, base::MemberId member,
                                 const ledger::Account& revenue) {
    if (revenue.available() == 0) return base::success();
    BOOST_OUTCOME_TRYV(
        book.post(transaction.now(), {ledger::TransferKind::use_revenue, revenue.key,
                                      ledger::wallet_of(member, revenue.key.currency), revenue.available()}));
    return base::success();
}

/// Holds what the wallet has in whole minor units; number 0 when there is nothing.
base::Result<payouts::Payout> pay_out(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                      base::MemberId member, const Leave& command) {
    payouts::Payout payout;
    payout.amount_micro = payouts::whole_minor_units(wallet_in(book, member, rules).micro(), rules.currency);
    if (payout.amount_micro == 0) return payout;
    payout.member = member;
    payout.rail = *payouts::find_rail(command.rail);
    payout.source = ledger::AccountKind::wallet;
    payout.destination = command.destination;
    return hold_payout(transaction, book, rules, std::move(payout));
}

base::Result<LeaveReceipt> leave_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                     const Leave& command) {
    BOOST_OUTCOME_TRYV(check_idempotency_key(command.idempotency_key));
    const KeyedCommand key = key_of(command);
    BOOST_OUTCOME_TRY(const auto known, first_answer(transaction, key));
    if (known) return receipt_of(*known, rules);
    store::Connection& connection = transaction.connection();
    BOOST_OUTCOME_TRY(const SessionView session, load_session(connection, rules, command.token, transaction.now()));
    if (!session.member) return Refusal::account_needed;
    BOOST_OUTCOME_TRYV(check_recent(rules, session.signed_in_at, transaction.now()));
    const base::MemberId member = session.member;
    const auto identities = store::identities_of(connection, member);

    const base::Month month = running_month(transaction, rules);
    load_money(transaction, book, member, month, rules);
    const ledger::AccountKey revenue_key = ledger::revenue_of(member, rules.currency);
    store::load(transaction, book, revenue_key);
    const ledger::Account revenue = book.get(revenue_key);
    // Before anything is posted: a refusal after that would undo its neighbours' work with its own.
    if (payouts::whole_minor_units(revenue.available() + wallet_in(book, member, rules).micro(), rules.currency) > 0) {
        BOOST_OUTCOME_TRYV(check_rail(command.rail, command.destination, rules));
    }
    // Also for what was moved to the wallet before: it would leave by the same payout.
    if (rules.reciprocity && revenue.credits_posted > 0 && !store::has_funded_month(connection, member))
        return payouts::Refusal::not_reciprocal;
    BOOST_OUTCOME_TRYV(empty_revenue(transaction, book, member, revenue));
    BOOST_OUTCOME_TRY(const payouts::Payout payout, pay_out(transaction, book, rules, member, command));
    store::end_membership(transaction, member, identities.back());
    BOOST_OUTCOME_TRY(const std::int64_t stays, move_leftover(transaction, book, rules, member));
    const std::vector<std::int64_t> numbers{payout.amount_micro, stays, reserved_in(book, member, month, rules).micro(),
                                            payout.number};
    remember_answer(transaction, key, numbers);
    return receipt_of(numbers, rules);
}

}  // namespace

std::vector<base::Result<LeaveReceipt>> leave(store::Transaction& transaction, const Rules& rules,
                                              std::span<const Leave> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<LeaveReceipt>(transaction, &book, commands, [&](const Leave& command) {
        return leave_one(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

}  // namespace obolus::hub
