#include <algorithm>
#include <map>
#include <numeric>

#include "hub/close_step.hpp"
#include "hub/fee.hpp"
#include "hub/refund.hpp"
#include "hub/waiting.hpp"
#include "store/claim_rows.hpp"

namespace obolus::hub {

namespace {

/// Parts of month_runs that are cleared together at the end.
constexpr std::int64_t parts_at_once = 64;

/// What the step's postings come to, beside the journal.
struct Outcomes {
    std::vector<std::pair<std::size_t, std::int64_t>> fees;  ///< of a posting: taken now, or due when it is claimed
    std::vector<ledger::LineAddress> returned;
    std::map<std::size_t, base::IdentityId> opted_out;  ///< a posting back to a giver, and for whom it was
};

/// The recipient has opted out since the month was divided: each share goes back to its giver, who is told why.
void return_shares(CloseStep& step, const Portion& portion, Outcomes& outcomes) {
    std::map<base::MemberId, ledger::Posting> by_giver;
    for (const ledger::Line& line : portion.lines) {
        ledger::Posting refund{ledger::TransferKind::refund, step.closing(),
                               ledger::wallet_of(line.giver, step.rules.currency), 0};
        ledger::Posting& posting = by_giver.try_emplace(line.giver, std::move(refund)).first->second;
        posting.amount_micro += line.amount_micro;
        posting.lines.push_back(line);
        outcomes.returned.push_back(line.origin);
    }
    for (auto& [giver, posting] : by_giver) {
        posting.credit = refund_place(step.transaction, giver, step.rules);
        store::load(step.transaction, step.book, posting.credit);
        outcomes.opted_out.emplace(step.postings.size(), portion.identity);
        step.postings.push_back(std::move(posting));
    }
}

/// Adds a transfer to the recipient, and what of it is the operator's.
void pay_lines(CloseStep& step, ledger::Posting paid, base::MemberId member, std::int64_t fee, Outcomes& outcomes) {
    if (fee > 0) outcomes.fees.emplace_back(step.postings.size(), fee);
    step.postings.push_back(std::move(paid));
    if (fee > 0 && member) step.postings.push_back(fee_posting(step.transaction, step.book, step.rules, member, fee));
}

/// A recipient who is among the givers: one's own goes back to the wallet.
void pay_member_who_gave(CloseStep& step, const Portion& portion, base::MemberId member, Outcomes& outcomes) {
    ledger::Posting paid{ledger::TransferKind::share, step.closing(), ledger::revenue_of(member, step.rules.currency),
                         0};
    ledger::Posting refund{ledger::TransferKind::refund, step.closing(), ledger::wallet_of(member, step.rules.currency),
                           0};
    std::int64_t fee = 0;
    for (std::size_t i = 0; i < portion.lines.size(); ++i) {
        const ledger::Line& line = portion.lines[i];
        ledger::Posting& posting = line.giver == member ? refund : paid;
        posting.amount_micro += line.amount_micro;
        posting.lines.push_back(line);
        if (line.giver == member)
            outcomes.returned.push_back(line.origin);
        else if (!portion.fees.empty())
            fee += portion.fees[i];
    }
    store::load(step.transaction, step.book, refund.credit);
    step.postings.push_back(std::move(refund));
    if (!paid.lines.empty()) pay_lines(step, std::move(paid), member, fee, outcomes);
}

/// To revenue if the identity is linked by now, less the operator's fee; to escrow otherwise; a giver's own back to his
/// wallet.
void pay_portion(CloseStep& step, const Portion& portion, base::MemberId member, Outcomes& outcomes) {
    const auto is_own = [&](const ledger::Line& line) { return line.giver == member; };
    if (member && std::ranges::any_of(portion.lines, is_own)) {
        pay_member_who_gave(step, portion, member, outcomes);
        return;
    }
    ledger::Posting paid{ledger::TransferKind::share, step.closing(),
                         ledger::account_for(portion.identity, member, step.rules.currency),
                         portion.packed->sum_micro().value()};
    paid.packed = &*portion.packed;
    const std::int64_t fee = std::accumulate(portion.fees.begin(), portion.fees.end(), std::int64_t{0});
    pay_lines(step, std::move(paid), member, fee, outcomes);
}

/// Whose each portion is now; their accounts are loaded.
std::vector<store::Owner> load_owners(CloseStep& step, const Portions& portions) {
    std::vector<base::IdentityId> identities;
    identities.reserve(portions.size());
    for (const auto& portion : portions)
        identities.push_back(portion->identity);
    std::vector<store::Owner> owners = store::owners_of(step.transaction.connection(), identities);
    std::vector<ledger::AccountKey> keys;
    keys.reserve(portions.size());
    for (std::size_t i = 0; i < portions.size(); ++i)
        keys.push_back(ledger::account_for(identities[i], owners[i].member, step.rules.currency));
    store::load(step.transaction, step.book, keys);
    return owners;
}

/// Posts what was decided and saves what it comes to.
base::Result<void> post(CloseStep& step, const Outcomes& outcomes) {
    BOOST_OUTCOME_TRY(const auto* const txn, step.book.post(step.transaction.now(), step.postings));
    std::vector<store::Arrival> arrivals;
    arrivals.reserve(step.postings.size());
    auto fee = outcomes.fees.begin();
    for (std::size_t i = 0; i < step.postings.size(); ++i) {
        auto arrival =
            arrival_of(step.transaction.now(), step.rules, step.month.month, txn->transfers[i], step.postings[i]);
        if (!arrival) continue;
        if (fee != outcomes.fees.end() && fee->first == i) arrival->fee_micro = (fee++)->second;
        arrivals.push_back(*std::move(arrival));
    }
    store::add_arrivals(step.transaction, arrivals);
    for (const ledger::LineAddress& line : outcomes.returned)
        store::add_reversal(step.transaction, line, txn->seq);
    for (const auto& [posting, identity] : outcomes.opted_out)
        save_return_notice(step.transaction, step.postings[posting], identity, txn->seq, ReturnReason::opted_out,
                           step.rules);
    return base::success();
}

/// Nothing is left to pay.
void finish(CloseStep& step) {
    if (step.book.get(step.closing()).available() != 0) disagree(step.month.month, "money is left, but no recipient");
    for (std::int64_t i = 0; i < parts_at_once && step.month.parts > 0; ++i)
        store::remove_runs(step.transaction, step.month.month, step.month.parts--);
    if (step.month.parts == 0) step.month.phase = phase_closed;
}

/// Whether what was prepared is what gather_shares() would find now: the runs stay as they are until all are paid.
bool fits(const CloseStep& step, const PreparedStep* prepared) {
    return prepared != nullptr && prepared->month == step.month.month && prepared->phase == phase_paying &&
           prepared->shares.from == step.month.paying && prepared->shares.parts == step.month.parts;
}

}  // namespace

base::Result<void> pay(CloseStep& step) {
    const PreparedStep* const prepared = step.limits.prepared.get();
    GatheredShares found;
    const bool was_prepared = fits(step, prepared);
    if (!was_prepared) found = gather_shares(step.transaction.connection(), step.month, step.limits);
    const GatheredShares& shares = was_prepared ? prepared->shares : found;

    store::load(step.transaction, step.book, step.closing());
    step.month.paying = shares.to;
    if (shares.portions.empty()) {
        finish(step);
        return base::success();
    }
    const std::vector<store::Owner> owners = load_owners(step, shares.portions);
    Outcomes outcomes;
    for (std::size_t i = 0; i < owners.size(); ++i) {
        const Portion& portion = *shares.portions[i];
        step.month.shares_paid += std::ssize(portion.lines);
        if (owners[i].opted_out)
            return_shares(step, portion, outcomes);
        else
            pay_portion(step, portion, owners[i].member, outcomes);
    }
    return post(step, outcomes);
}

}  // namespace obolus::hub
