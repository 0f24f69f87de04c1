#include <algorithm>
#include <map>
#include <span>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include "hub/close_step.hpp"
#include "hub/fee.hpp"
#include "hub/refund.hpp"
#include "hub/waiting.hpp"
#include "store/claim_rows.hpp"
#include "store/close_rows.hpp"

namespace obolus::hub {

namespace {

using Shares = std::vector<giving::Share>;

/// Parts that are looked at together for a recipient of many, and cleared together at the end.
constexpr std::int64_t parts_at_once = 64;
/// Shares of a bucket that are worth having in memory all together: 64 bytes each.
constexpr std::int64_t bucket_lines_at_once = 150'000;

/// What a recipient, or a part of one, has coming in this step: one transfer, unless some of it goes back.
struct Portion {
    base::IdentityId identity;
    store::Owner owner;
    Shares shares;
};

/// What the step's postings come to, beside the journal.
struct Outcomes {
    std::vector<std::pair<std::size_t, std::int64_t>> fees;  ///< of a posting: taken now, or due when it is claimed
    std::vector<ledger::LineAddress> returned;
    std::map<std::size_t, base::IdentityId> opted_out;  ///< a posting back to a giver, and for whom it was
};

void read(const CloseStep& step, const store::StoredRun& run, const std::function<void(const giving::Share&)>& visit) {
    std::int64_t shares = run.shares;
    std::int64_t amount = run.amount_micro;
    const bool whole = giving::read_run(run.run, run.seq, [&](const giving::Share& share) {
        --shares;
        amount -= share.line.amount_micro;
        visit(share);
    });
    if (!whole || shares != 0 || amount != 0)
        disagree(step, "part " + std::to_string(run.part) + " of its shares is not as it was written");
}

std::vector<store::StoredRun> read_runs(const CloseStep& step, std::int64_t first, std::int64_t last) {
    return store::read_runs(step.transaction.connection(), step.month.month, step.month.bucket, first,
                            std::min(last, step.month.parts));
}

/// What is not paid yet of the bucket, by recipient, as far as `wanted` says; a recipient in the map has its place.
using Found = std::unordered_map<base::IdentityId, Shares>;

Found collect(const CloseStep& step, const std::vector<store::StoredRun>& runs,
              const std::unordered_set<base::IdentityId>* wanted) {
    Found found;
    for (const store::StoredRun& run : runs)
        read(step, run, [&](const giving::Share& share) {
            const base::IdentityId identity = share.line.identity;
            if (identity > step.month.last_identity && (wanted == nullptr || wanted->contains(identity)))
                found[identity].push_back(share);
        });
    return found;
}

/// How many shares each has that is not paid yet.
std::map<base::IdentityId, std::int64_t> count(const CloseStep& step, const std::vector<store::StoredRun>& runs) {
    std::unordered_map<base::IdentityId, std::int64_t> counts;
    for (const store::StoredRun& run : runs)
        read(step, run, [&](const giving::Share& share) { counts[share.line.identity] += 1; });
    std::map<base::IdentityId, std::int64_t> sorted(counts.begin(), counts.end());
    sorted.erase(sorted.begin(), sorted.upper_bound(step.month.last_identity));
    return sorted;
}

std::map<base::IdentityId, std::int64_t> count(const Found& found) {
    std::map<base::IdentityId, std::int64_t> counts;
    for (const auto& [identity, shares] : found)
        counts.emplace(identity, std::ssize(shares));
    return counts;
}

/// The next recipients whose shares together stay within lines_max, at least one, and none behind one that has too many
/// for one transfer; nothing when that is the first.
std::vector<base::IdentityId> choose(const CloseStep& step, const std::map<base::IdentityId, std::int64_t>& counts) {
    std::vector<base::IdentityId> chosen;
    std::int64_t lines = 0;
    for (const auto& [identity, count] : counts) {
        lines += count;
        if (count > step.limits.transfer_lines_max || (!chosen.empty() && lines > step.limits.lines_max)) break;
        chosen.push_back(identity);
    }
    return chosen;
}

/// The next recipients of the bucket, each with all its shares; or one alone that has too many for one transfer, and
/// then it is only opened. Empty when the bucket is paid.
std::vector<Portion> next_recipients(CloseStep& step) {
    const std::vector<store::StoredRun> runs = read_runs(step, 1, step.month.parts);
    std::int64_t all = 0;
    for (const store::StoredRun& run : runs)
        all += run.shares;
    // Usually the bucket fits into memory as it is; one with a recipient of very many is counted first.
    const bool at_once = all <= bucket_lines_at_once;
    Found found = at_once ? collect(step, runs, nullptr) : Found{};
    const std::map<base::IdentityId, std::int64_t> counts = at_once ? count(found) : count(step, runs);
    if (counts.empty()) return {};
    const std::vector<base::IdentityId> chosen = choose(step, counts);
    if (chosen.empty()) {
        step.month.open_identity = counts.begin()->first;
        step.month.open_part = 1;
        step.month.open_shares = 0;
        return {};
    }
    if (!at_once) {
        const std::unordered_set<base::IdentityId> wanted(chosen.begin(), chosen.end());
        found = collect(step, runs, &wanted);
    }
    std::vector<Portion> portions;
    for (const base::IdentityId identity : chosen)
        portions.push_back({identity, {}, std::move(found.at(identity))});
    return portions;
}

/// The next shares of the recipient that was opened, in portions of one transfer each; at least one. The cursor moves
/// on, and is closed behind the last share.
std::vector<Portion> next_of_open(CloseStep& step) {
    store::StoredMonth& month = step.month;
    const auto portion_max = static_cast<std::size_t>(step.limits.transfer_lines_max);
    const auto portions_max =
        static_cast<std::size_t>(std::max<std::int64_t>(1, step.limits.lines_max / step.limits.transfer_lines_max));
    std::vector<Portion> portions{{month.open_identity, {}, {}}};
    const auto full = [&] { return portions.size() == portions_max && portions.back().shares.size() == portion_max; };
    for (std::int64_t first = month.open_part; first <= month.parts && !full(); first += parts_at_once) {
        for (const store::StoredRun& run : read_runs(step, first, first + parts_at_once - 1)) {
            if (full()) break;
            std::int64_t skip = run.part == month.open_part ? month.open_shares : 0;
            std::int64_t passed = skip;
            read(step, run, [&](const giving::Share& share) {
                if (share.line.identity != month.open_identity || skip-- > 0 || full()) return;
                ++passed;
                if (portions.back().shares.size() == portion_max) portions.push_back({month.open_identity, {}, {}});
                portions.back().shares.push_back(share);
            });
            month.open_part = run.part;
            month.open_shares = passed;
        }
        if (full()) break;
        month.open_part = first + parts_at_once;
        month.open_shares = 0;
    }
    return portions;
}

/// The recipient has opted out since the month was divided: each share goes back to its giver, who is told why.
void return_shares(CloseStep& step, const Portion& portion, Outcomes& outcomes) {
    std::map<base::MemberId, ledger::Posting> by_giver;
    for (const giving::Share& share : portion.shares) {
        const ledger::Line& line = share.line;
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

/// To revenue if the identity is linked by now, less the operator's fee; to escrow otherwise; a giver's own back to his
/// wallet.
void pay_portion(CloseStep& step, const Portion& portion, Outcomes& outcomes) {
    const base::MemberId member = portion.owner.member;
    const ledger::AccountKey to = ledger::account_for(portion.identity, member, step.rules.currency);
    ledger::Posting paid{ledger::TransferKind::share, step.closing(), to, 0};
    ledger::Posting refund{ledger::TransferKind::refund, step.closing(), ledger::wallet_of(member, step.rules.currency),
                           0};
    paid.lines.reserve(portion.shares.size());
    std::int64_t fee = 0;
    for (const giving::Share& share : portion.shares) {
        const bool own = member && share.line.giver == member;
        ledger::Posting& posting = own ? refund : paid;
        posting.amount_micro += share.line.amount_micro;
        posting.lines.push_back(share.line);
        if (own)
            outcomes.returned.push_back(share.line.origin);
        else
            fee += share.fee_micro;
    }
    if (!refund.lines.empty()) {
        store::load(step.transaction, step.book, refund.credit);
        step.postings.push_back(std::move(refund));
    }
    if (paid.lines.empty()) return;
    if (fee > 0) outcomes.fees.emplace_back(step.postings.size(), fee);
    step.postings.push_back(std::move(paid));
    if (fee > 0 && member) step.postings.push_back(fee_posting(step.transaction, step.book, step.rules, member, fee));
}

void load_owners(CloseStep& step, std::vector<Portion>& portions) {
    std::vector<base::IdentityId> identities;
    for (const Portion& portion : portions)
        identities.push_back(portion.identity);
    const std::vector<store::Owner> owners = store::owners_of(step.transaction.connection(), identities);
    std::vector<ledger::AccountKey> keys;
    for (std::size_t i = 0; i < portions.size(); ++i) {
        portions[i].owner = owners[i];
        keys.push_back(ledger::account_for(identities[i], owners[i].member, step.rules.currency));
    }
    store::load(step.transaction, step.book, keys);
}

/// Posts what was decided and saves what it comes to.
base::Result<void> post(CloseStep& step, const Outcomes& outcomes) {
    BOOST_OUTCOME_TRY(const auto* const txn, step.book.post(step.transaction.now(), step.postings));
    std::vector<store::Arrival> arrivals;
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
    if (step.book.get(step.closing()).available() != 0) disagree(step, "money is left, but no recipient");
    for (std::int64_t i = 0; i < parts_at_once && step.month.parts > 0; ++i)
        store::remove_runs(step.transaction, step.month.month, step.month.parts--);
    if (step.month.parts == 0) step.month.phase = phase_closed;
}

/// The cursor, behind what next_recipients() has found.
void pass(CloseStep& step, const std::vector<Portion>& portions) {
    step.month.last_identity = portions.back().identity;
    step.month.paid += std::ssize(portions);
}

/// The next portions, wherever the cursor is; empty when all buckets are paid.
std::vector<Portion> next_portions(CloseStep& step) {
    store::StoredMonth& month = step.month;
    while (month.bucket < month.buckets) {
        if (!month.open_identity) {
            std::vector<Portion> portions = next_recipients(step);
            if (!portions.empty()) {
                pass(step, portions);
                return portions;
            }
        }
        if (!month.open_identity) {
            ++month.bucket;
            month.last_identity = {};
            continue;
        }
        std::vector<Portion> portions = next_of_open(step);
        if (month.open_part > month.parts) {
            month.last_identity = month.open_identity;
            month.open_identity = {};
            ++month.paid;
        }
        if (!portions.front().shares.empty()) return portions;
    }
    return {};
}

}  // namespace

base::Result<void> pay(CloseStep& step) {
    store::load(step.transaction, step.book, step.closing());
    std::vector<Portion> portions = next_portions(step);
    if (portions.empty()) {
        finish(step);
        return base::success();
    }
    load_owners(step, portions);
    Outcomes outcomes;
    for (const Portion& portion : portions) {
        step.month.shares_paid += std::ssize(portion.shares);
        if (portion.owner.opted_out)
            return_shares(step, portion, outcomes);
        else
            pay_portion(step, portion, outcomes);
    }
    return post(step, outcomes);
}

}  // namespace obolus::hub
