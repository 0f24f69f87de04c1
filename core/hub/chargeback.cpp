#include "hub/chargeback.hpp"

#include <array>
#include <map>
#include <numeric>

#include "hub/decide_each.hpp"
#include "hub/fee.hpp"
#include "hub/idempotency.hpp"
#include "hub/ids.hpp"
#include "hub/leftover.hpp"
#include "hub/waiting.hpp"
#include "payouts/chargeback.hpp"
#include "payouts/refusal.hpp"
#include "store/chargeback_rows.hpp"
#include "store/history_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

constexpr std::string_view once_scope = "charged_back";  ///< one chargeback for each top-up, whatever its key

struct FoundTopUp {
    ledger::Transfer transfer;
    ledger::AccountKey rail_clearing;
    base::MemberId member;
};

base::Result<FoundTopUp> find_top_up(store::Transaction& transaction, const Rules& rules, const std::string& id) {
    store::Connection& connection = transaction.connection();
    const auto address = parse_transfer_id(rules, id);
    const auto transfer = address ? store::read_transfer(connection, address->seq, address->n) : std::nullopt;
    if (!transfer || transfer->kind != ledger::TransferKind::top_up) return payouts::Refusal::top_up_unknown;
    const auto from = store::read_account(connection, transfer->debit_account);
    const auto to = store::read_account(connection, transfer->credit_account);
    if (!from || !to) return payouts::Refusal::top_up_unknown;
    return FoundTopUp{*transfer, from->key, {to->key.owner}};
}

/// A waiting line of the giver, and the arrival that it is part of.
struct Unclaimed {
    store::Arrival arrival;
    std::int64_t arrival_micro;  ///< that still wait of it, everybody's lines
    claims::WaitingLine waiting;
};

/// The giver's waiting lines, the latest first, until they make up `missing` micro-units.
std::vector<Unclaimed> unclaimed_of(store::Connection& connection, base::MemberId giver, std::int64_t missing) {
    std::vector<Unclaimed> unclaimed;
    if (missing <= 0) return unclaimed;
    for (const store::Arrival& arrival : store::waiting_from(connection, giver)) {
        const auto lines = store::lines_of(connection, arrival);
        std::int64_t arrival_micro = 0;
        for (const claims::WaitingLine& each : lines)
            arrival_micro += each.line.amount_micro;
        for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
            if (line->line.giver != giver) continue;
            unclaimed.push_back({arrival, arrival_micro, *line});
            missing -= line->line.amount_micro;
            if (missing <= 0) return unclaimed;
        }
    }
    return unclaimed;
}

/// Each line back to the giver's wallet, one packed refund for each identity it waits for.
std::vector<ledger::Posting> refunds_of(std::span<const Unclaimed> returned, base::MemberId giver,
                                        money::Currency currency) {
    std::map<base::IdentityId, ledger::Posting> by_identity;
    for (const Unclaimed& each : returned) {
        const ledger::AccountKey escrow = ledger::escrow_of(each.arrival.identity, currency);
        ledger::Posting& refund =
            by_identity
                .try_emplace(each.arrival.identity,
                             ledger::Posting{ledger::TransferKind::refund, escrow, ledger::wallet_of(giver, currency)})
                .first->second;
        ledger::Line line = each.waiting.line;
        line.origin = each.waiting.address;
        refund.amount_micro += line.amount_micro;
        refund.lines.push_back(line);
    }
    std::vector<ledger::Posting> postings;
    for (auto& [identity, posting] : by_identity)
        postings.push_back(std::move(posting));
    return postings;
}

void note_returned(store::Transaction& transaction, std::span<const Unclaimed> returned, std::int64_t seq) {
    struct Part {
        ReturnedPart returned;
        std::int64_t left_micro = 0;
    };
    std::map<std::pair<std::int64_t, std::int32_t>, Part> parts;
    for (const Unclaimed& each : returned) {
        store::add_reversal(transaction, each.waiting.address, seq);
        const std::pair address{each.arrival.seq, each.arrival.n};
        Part& part = parts.try_emplace(address, Part{{each.arrival}, each.arrival_micro}).first->second;
        part.returned.lines.push_back(each.waiting.line);
        part.left_micro -= each.waiting.line.amount_micro;
    }
    for (auto& [address, part] : parts) {
        part.returned.whole = part.left_micro == 0;
        save_returned(transaction, part.returned, seq);
    }
}

struct Taking {
    const FoundTopUp& top_up;
    std::vector<store::OpenBudget> budgets;
    std::vector<Unclaimed> unclaimed;
    payouts::ChargebackPlan plan;
};

Taking plan_taking(store::Transaction& transaction, ledger::Book& book, const Rules& rules, const FoundTopUp& top_up) {
    store::Connection& connection = transaction.connection();
    Taking taking{top_up, {}, {}, {}};
    std::vector<std::int64_t> budgets;
    for (const store::OpenBudget& stored : store::open_budgets(connection, top_up.member, rules.currency)) {
        const ledger::AccountKey key = ledger::budget_of(top_up.member, stored.month, rules.currency);
        store::load(transaction, book, key);
        taking.budgets.push_back({stored.month, book.get(key).available()});
        budgets.push_back(taking.budgets.back().amount_micro);
    }
    const std::int64_t wallet = book.get(ledger::wallet_of(top_up.member, rules.currency)).available();
    const std::int64_t at_hand = std::accumulate(budgets.begin(), budgets.end(), wallet);
    taking.unclaimed = unclaimed_of(connection, top_up.member, top_up.transfer.amount_micro - at_hand);
    std::vector<std::int64_t> lines;
    for (const Unclaimed& each : taking.unclaimed)
        lines.push_back(each.waiting.line.amount_micro);
    taking.plan = payouts::plan_chargeback(top_up.transfer.amount_micro, {wallet, budgets, lines});
    taking.unclaimed.resize(taking.plan.lines_returned);
    return taking;
}

std::vector<ledger::Posting> postings_of(const Taking& taking, const Rules& rules) {
    const base::MemberId member = taking.top_up.member;
    std::vector<ledger::Posting> postings = refunds_of(taking.unclaimed, member, rules.currency);
    const auto take = [&](const ledger::AccountKey& from, std::int64_t micro) {
        if (micro > 0) postings.push_back({ledger::TransferKind::chargeback, from, taking.top_up.rail_clearing, micro});
    };
    take(ledger::wallet_of(member, rules.currency), taking.plan.from_wallet + taking.plan.from_escrow);
    for (std::size_t i = 0; i < taking.budgets.size(); ++i)
        take(ledger::budget_of(member, taking.budgets[i].month, rules.currency), taking.plan.from_budgets[i]);
    take(ledger::operator_loss_account(rules.currency), taking.plan.loss);
    return postings;
}

ChargebackReceipt receipt_of(base::MemberId member, const std::array<std::int64_t, 5>& micros, const Rules& rules) {
    const auto amount = [&](std::size_t i) { return amount_of(micros[i], rules); };
    return {member, amount(0), amount(1), amount(2), amount(3), amount(4), false};
}

base::Result<ChargebackReceipt> charge_back_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                                const Chargeback& command) {
    BOOST_OUTCOME_TRYV(check_idempotency_key(command.idempotency_key));
    BOOST_OUTCOME_TRY(const FoundTopUp top_up, find_top_up(transaction, rules, command.top_up_id));
    const KeyedCommand key = keyed("chargeback", top_up.member, command.idempotency_key, command.top_up_id);
    BOOST_OUTCOME_TRY(const auto known, first_answer(transaction, key));
    if (known) {
        ChargebackReceipt receipt =
            receipt_of(top_up.member, {known->at(0), known->at(1), known->at(2), known->at(3), known->at(4)}, rules);
        receipt.repeated = true;
        return receipt;
    }
    const std::string top_up_key = std::to_string(top_up.transfer.seq) + "." + std::to_string(top_up.transfer.n);
    if (store::remembered(transaction.connection(), std::string(once_scope), top_up_key))
        return payouts::Refusal::top_up_charged_back;

    store::load(transaction, book,
                std::array{ledger::wallet_of(top_up.member, rules.currency), top_up.rail_clearing,
                           ledger::operator_loss_account(rules.currency)});
    const Taking taking = plan_taking(transaction, book, rules, top_up);
    if (taking.plan.loss > 0 && store::is_closing_a_month(transaction.connection()))
        return payouts::Refusal::month_is_closing;
    for (const Unclaimed& each : taking.unclaimed)
        store::load(transaction, book, ledger::escrow_of(each.arrival.identity, rules.currency));
    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), postings_of(taking, rules)));
    note_returned(transaction, taking.unclaimed, txn->seq);
    store::save_notice(transaction,
                       notices::top_up_charged_back(top_up.member, top_up_key,
                                                    money::to_decimal(top_up.transfer.amount_micro, rules.currency)));
    std::int64_t from_budgets = 0;
    for (const std::int64_t micro : taking.plan.from_budgets)
        from_budgets += micro;
    const std::array<std::int64_t, 5> micros{top_up.transfer.amount_micro, taking.plan.from_wallet, from_budgets,
                                             taking.plan.from_escrow, taking.plan.loss};
    remember_answer(transaction, key, micros);
    store::remember(transaction, std::string(once_scope), top_up_key, {key.body, ""});
    BOOST_OUTCOME_TRYV(move_leftover(transaction, book, rules, top_up.member));
    return receipt_of(top_up.member, micros, rules);
}

}  // namespace

std::vector<base::Result<ChargebackReceipt>> chargeback(store::Transaction& transaction, const Rules& rules,
                                                        std::span<const Chargeback> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<ChargebackReceipt>(transaction, &book, commands, [&](const Chargeback& command) {
        return charge_back_one(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

}  // namespace obolus::hub
