#include "hub/waiting.hpp"

#include <array>
#include <map>

#include "hub/fee.hpp"
#include "hub/month_cut.hpp"
#include "hub/refund.hpp"
#include "store/chargeback_rows.hpp"
#include "store/fee_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

constexpr std::array<std::string_view, 4> reason_names{"declined", "expired", "opted_out", "recalled"};

/// Takes out the lines that have nowhere to go. What is left of each arrival goes back.
std::vector<ReturnedPart> keep_homeless(Waiting& waiting, const ledger::AccountKey& here) {
    const auto is_homeless = [&](const claims::WaitingLine& each) { return waiting.back.at(each.line.giver) == here; };
    std::map<std::pair<std::int64_t, std::int32_t>, ReturnedPart> parts;
    for (const store::Arrival& arrival : waiting.arrivals)
        parts.try_emplace({arrival.seq, arrival.n}, ReturnedPart{arrival, {}, true});
    for (const claims::WaitingLine& each : waiting.lines) {
        ReturnedPart& part = parts.at({each.address.seq, each.address.n});
        if (is_homeless(each))
            part.whole = false;
        else
            part.lines.push_back(each.line);
    }
    std::erase_if(waiting.lines, is_homeless);
    std::vector<ReturnedPart> going;
    for (auto& [address, part] : parts)
        if (part.whole || !part.lines.empty()) going.push_back(std::move(part));
    return going;
}

}  // namespace

Waiting load_waiting(store::Transaction& transaction, ledger::Book& book, base::IdentityId identity,
                     std::vector<store::Arrival> arrivals, const Rules& rules) {
    Waiting waiting{std::move(arrivals), {}, {}};
    for (const store::Arrival& arrival : waiting.arrivals)
        for (claims::WaitingLine& line : store::lines_of(transaction.connection(), arrival))
            waiting.lines.push_back(std::move(line));
    store::load(transaction, book, ledger::escrow_of(identity, rules.currency));
    for (const claims::WaitingLine& each : waiting.lines) {
        const base::MemberId giver = each.line.giver;
        if (waiting.back.contains(giver)) continue;
        const auto added = waiting.back.emplace(giver, refund_from_escrow(transaction, identity, giver, rules)).first;
        store::load(transaction, book, added->second);
    }
    return waiting;
}

void save_return_notice(store::Transaction& transaction, const ledger::Posting& refund, base::IdentityId identity,
                        std::int64_t seq, ReturnReason reason, const Rules& rules) {
    if (refund.credit.kind != ledger::AccountKind::wallet || reason == ReturnReason::recalled) return;
    const std::string why(reason_names[static_cast<std::size_t>(reason)]);
    store::save_notice(transaction,
                       notices::share_returned({refund.credit.owner}, seq, identity.value,
                                               money::to_decimal(refund.amount_micro, rules.currency), why));
}

void save_returned(store::Transaction& transaction, const ReturnedPart& part, std::int64_t seq) {
    store::Connection& connection = transaction.connection();
    const store::Arrival& arrival = part.arrival;
    if (part.whole) {
        store::resolve(transaction, arrival, store::ArrivalState::given_back, {}, seq);
        return;
    }
    std::int64_t returned_micro = 0;
    for (const ledger::Line& line : part.lines)
        returned_micro += line.amount_micro;
    // What is due was counted over all lines, so only what goes back is looked up.
    const std::int64_t due = store::fee_of(connection, arrival.seq, arrival.n);
    store::note_returned(transaction, arrival, returned_micro,
                         due == 0 ? 0 : due - fee_of_lines(connection, arrival, part.lines));
}

base::Result<claims::Return> give_back(store::Transaction& transaction, ledger::Book& book, base::IdentityId identity,
                                       Waiting waiting, ReturnReason reason, const Rules& rules) {
    const std::vector<ReturnedPart> going = keep_homeless(waiting, ledger::escrow_of(identity, rules.currency));
    claims::Return returned = claims::give_back(identity, waiting.lines, waiting.back, rules.currency);
    if (returned.postings.empty()) return returned;
    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), returned.postings));
    for (const ledger::LineAddress& line : returned.reversed)
        store::add_reversal(transaction, line, txn->seq);
    for (const ReturnedPart& part : going)
        save_returned(transaction, part, txn->seq);
    save_arrivals(transaction, rules, running_month(transaction, rules), *txn, returned.postings);
    for (const ledger::Posting& posting : returned.postings)
        save_return_notice(transaction, posting, identity, txn->seq, reason, rules);
    return returned;
}

}  // namespace obolus::hub
