#include "hub/waiting.hpp"

#include <array>
#include <set>

#include "hub/month_cut.hpp"
#include "hub/refund.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

constexpr std::array<std::string_view, 4> reason_names{"declined", "expired", "opted_out", "recalled"};

/// Takes out what has nowhere to go, whole arrivals at a time: an arrival is resolved once.
void keep_homeless(Waiting& waiting, const ledger::AccountKey& here) {
    std::set<std::pair<std::int64_t, std::int32_t>> kept;
    for (const claims::WaitingLine& each : waiting.lines)
        if (waiting.back.at(each.line.giver) == here) kept.emplace(each.address.seq, each.address.n);
    if (kept.empty()) return;
    std::erase_if(waiting.lines, [&](const claims::WaitingLine& each) {
        return kept.contains({each.address.seq, each.address.n});
    });
    std::erase_if(waiting.arrivals, [&](const store::Arrival& arrival) {
        return kept.contains({arrival.seq, arrival.n});
    });
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

base::Result<claims::Return> give_back(store::Transaction& transaction, ledger::Book& book, base::IdentityId identity,
                                       Waiting waiting, ReturnReason reason, const Rules& rules) {
    keep_homeless(waiting, ledger::escrow_of(identity, rules.currency));
    claims::Return returned = claims::give_back(identity, waiting.lines, waiting.back, rules.currency);
    if (returned.postings.empty()) return returned;
    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), returned.postings));
    for (const ledger::LineAddress& line : returned.reversed)
        store::add_reversal(transaction, line, txn->seq);
    for (const store::Arrival& arrival : waiting.arrivals)
        store::resolve(transaction, arrival, store::ArrivalState::given_back, {}, txn->seq);
    save_arrivals(transaction, rules, running_month(transaction, rules), *txn, returned.postings);
    for (const ledger::Posting& posting : returned.postings)
        save_return_notice(transaction, posting, identity, txn->seq, reason, rules);
    return returned;
}

}  // namespace obolus::hub
