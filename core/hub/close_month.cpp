#include "hub/close_month.hpp"

#include <map>
#include <set>
#include <stdexcept>

#include "giving/close.hpp"
#include "hub/decide_each.hpp"
#include "hub/fee.hpp"
#include "hub/month_cut.hpp"
#include "hub/month_status.hpp"
#include "hub/refund.hpp"
#include "hub/waiting.hpp"
#include "notices/notice.hpp"
#include "store/claim_rows.hpp"
#include "store/fee_rows.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"
#include "store/month_rows.hpp"

namespace obolus::hub {

namespace {

constexpr int phase_dividing = 2;
constexpr int phase_paying = 3;
constexpr int phase_closed = 4;
/// Recipients looked at in one step of phase two; lines_max usually ends the step before.
constexpr std::int64_t recipients_max = 10'000;

struct Step {
    store::Transaction& transaction;
    const Rules& rules;
    store::StoredMonth& month;
    ledger::Book book;
    std::vector<ledger::Posting> postings;
};

/// One giver of phase one: decides, and adds the transfer if there is one. The close's row gets its address when
/// posted.
store::StoredClose divide_giver(Step& step, base::MemberId giver,
                                std::map<base::IdentityId, store::MonthRecipient>& recipients) {
    const base::Month month = step.month.month;
    const auto flattrs = store::counted_flattrs(step.transaction.connection(), month, giver);
    const ledger::AccountKey budget = ledger::budget_of(giver, month, step.rules.currency);
    store::load(step.transaction, step.book, budget);
    const std::int64_t reserved = step.book.get(budget).available();
    giving::GiverClose close = giving::close_giver(month, giver, reserved, flattrs);

    if (close.outcome == giving::Outcome::divided) {
        for (std::size_t i = 0; i < close.lines.size(); ++i) {
            const ledger::Line& line = close.lines[i];
            if (line.amount_micro == 0) continue;
            store::MonthRecipient& recipient = recipients[line.identity];
            recipient.identity = line.identity;
            recipient.lines += 1;
            recipient.amount_micro += line.amount_micro;
            recipient.fee_micro += close.fees[i];
        }
        step.postings.push_back({ledger::TransferKind::close, budget, ledger::closing_of(month, step.rules.currency),
                                 reserved, std::move(close.lines)});
    } else if (close.outcome == giving::Outcome::returned) {
        const ledger::AccountKey back = refund_place(step.transaction, giver, step.rules);
        store::load(step.transaction, step.book, back);
        ledger::Posting release{ledger::TransferKind::budget_release, budget, back, reserved};
        // Of one who has left it goes on waiting, as a line that a claim can name.
        if (back.kind != ledger::AccountKind::wallet)
            release.lines = {{giver, {}, store::home_identity_of(step.transaction.connection(), giver), reserved, {}}};
        step.postings.push_back(std::move(release));
        store::save_notice(step.transaction,
                           notices::budget_returned(month, giver, money::to_decimal(reserved, step.rules.currency)));
    } else if (!flattrs.empty()) {
        store::save_notice(step.transaction,
                           notices::flattrs_lapsed(month, giver, static_cast<std::int64_t>(flattrs.size())));
    }
    return {giver, close.outcome, static_cast<std::int64_t>(flattrs.size()), close.dropped, reserved, 0, 0};
}

/// Phase one, a range of givers: budget -> closing, one packed transfer for each.
base::Result<void> divide(Step& step, std::int64_t givers_max) {
    const auto givers =
        store::givers_after(step.transaction.connection(), step.month.month, step.month.last_giver, givers_max);
    if (givers.empty()) {
        step.month.phase = phase_paying;
        return base::success();
    }
    store::load(step.transaction, step.book, ledger::closing_of(step.month.month, step.rules.currency));
    std::map<base::IdentityId, store::MonthRecipient> recipients;
    std::vector<store::StoredClose> closes;
    for (const base::MemberId giver : givers)
        closes.push_back(divide_giver(step, giver, recipients));

    std::int64_t seq = 0;
    if (!step.postings.empty()) {
        BOOST_OUTCOME_TRY(const auto* const txn, step.book.post(step.transaction.now(), step.postings));
        seq = txn->seq;
        save_arrivals(step.transaction, step.rules, step.month.month, *txn, step.postings);
        if (step.month.first_seq == 0) step.month.first_seq = seq;
        step.month.last_seq = seq;
    }
    std::int32_t n = 0;
    for (store::StoredClose& close : closes) {
        if (close.outcome != giving::Outcome::lapsed) {
            close.seq = seq;
            close.n = ++n;
        }
        if (close.outcome == giving::Outcome::divided) step.month.divided_micro += close.amount_micro;
        store::add_close(step.transaction, step.month.month, step.rules.currency, close);
    }
    for (const auto& [identity, recipient] : recipients)
        store::add_recipient(step.transaction, step.month.month, recipient);
    step.month.givers_closed += static_cast<std::int64_t>(givers.size());
    step.month.last_giver = givers.back();
    return base::success();
}

/// The next recipients whose lines together stay within lines_max; always at least one.
std::vector<store::MonthRecipient> next_recipients(Step& step, std::int64_t lines_max) {
    auto recipients = store::recipients_after(step.transaction.connection(), step.month.month, step.month.last_identity,
                                              recipients_max);
    std::int64_t lines = 0;
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        lines += recipients[i].lines;
        if (i > 0 && lines > lines_max) {
            recipients.resize(i);
            break;
        }
    }
    return recipients;
}

/// The shares of a range of recipients, out of the givers' packed transfers; each names the line that it passes on.
std::map<base::IdentityId, std::vector<ledger::Line>> collect(Step& step, base::IdentityId first,
                                                              base::IdentityId last) {
    std::map<base::IdentityId, std::vector<ledger::Line>> shares;
    const std::int64_t closing = step.book.get(ledger::closing_of(step.month.month, step.rules.currency)).id;
    store::each_transfer(step.transaction.connection(), step.month.first_seq, step.month.last_seq,
                         ledger::TransferKind::close, [&](const ledger::Transfer& transfer) {
                             if (transfer.credit_account != closing) return;
                             const auto lines = ledger::decode_lines(transfer.lines);
                             if (!lines) return;  // then check_shares() finds some missing
                             for (std::size_t i = 0; i < lines->size(); ++i) {
                                 ledger::Line line = (*lines)[i];
                                 if (line.amount_micro == 0 || line.identity < first || line.identity > last) continue;
                                 line.origin = {transfer.seq, transfer.n, static_cast<std::int32_t>(i)};
                                 shares[line.identity].push_back(line);
                             }
                         });
    return shares;
}

[[noreturn]] void disagree(const Step& step, const std::string& what) {
    throw std::runtime_error("the close of " + base::to_string(step.month.month) + ": " + what +
                             "; run `obolus audit`, which names what was changed");
}

/// Phase two pays out exactly what phase one counted for each recipient, or nothing at all.
void check_shares(const Step& step, const std::vector<store::MonthRecipient>& recipients,
                  const std::map<base::IdentityId, std::vector<ledger::Line>>& shares) {
    if (shares.size() != recipients.size()) disagree(step, "recipients are missing or were added");
    for (const store::MonthRecipient& recipient : recipients) {
        const auto found = shares.find(recipient.identity);
        if (found == shares.end() || static_cast<std::int64_t>(found->second.size()) != recipient.lines ||
            ledger::sum(found->second) != recipient.amount_micro)
            disagree(step,
                     "identity " + std::to_string(recipient.identity.value) + " has not the shares that were counted");
    }
}

/// The recipient has opted out since the month was divided: each share goes back to its giver, who is told why.
void return_shares(Step& step, const std::vector<ledger::Line>& shares, std::vector<ledger::LineAddress>& returned) {
    const ledger::AccountKey closing = ledger::closing_of(step.month.month, step.rules.currency);
    std::map<base::MemberId, ledger::Posting> by_giver;
    for (const ledger::Line& line : shares) {
        ledger::Posting refund{ledger::TransferKind::refund, closing,
                               ledger::wallet_of(line.giver, step.rules.currency), 0};
        ledger::Posting& posting = by_giver.try_emplace(line.giver, std::move(refund)).first->second;
        posting.amount_micro += line.amount_micro;
        posting.lines.push_back(line);
        returned.push_back(line.origin);
    }
    for (auto& [giver, posting] : by_giver) {
        posting.credit = refund_place(step.transaction, giver, step.rules);
        store::load(step.transaction, step.book, posting.credit);
        step.postings.push_back(std::move(posting));
    }
}

void tell_of_opt_outs(Step& step, const std::vector<store::MonthRecipient>& recipients, std::int64_t seq) {
    std::set<base::IdentityId> opted_out;
    for (const store::MonthRecipient& recipient : recipients)
        if (recipient.opted_out) opted_out.insert(recipient.identity);
    for (const ledger::Posting& posting : step.postings) {
        if (posting.credit.kind != ledger::AccountKind::wallet) continue;
        const base::IdentityId identity = posting.lines.front().identity;
        if (opted_out.contains(identity))
            save_return_notice(step.transaction, posting, identity, seq, ReturnReason::opted_out, step.rules);
    }
}

/// The operator's fee of one of the step's postings: taken now, or due when it is claimed.
struct FeeOfPosting {
    std::size_t posting;
    std::int64_t micro;
};

/// One recipient of phase two: to revenue if the identity is linked by now, less the operator's fee; to escrow
/// otherwise; a giver's own back to his wallet.
void pay_recipient(Step& step, const store::MonthRecipient& recipient, const std::vector<ledger::Line>& shares,
                   std::vector<FeeOfPosting>& fees, std::vector<ledger::LineAddress>& returned) {
    const ledger::AccountKey closing = ledger::closing_of(step.month.month, step.rules.currency);
    const base::IdentityId identity = recipient.identity;
    const base::MemberId member = store::member_of(step.transaction.connection(), identity);
    const ledger::AccountKey to = ledger::account_for(identity, member, step.rules.currency);
    store::load(step.transaction, step.book, to);
    ledger::Posting share{ledger::TransferKind::share, closing, to, 0};
    ledger::Posting refund{ledger::TransferKind::refund, closing, ledger::wallet_of(member, step.rules.currency), 0};
    for (const ledger::Line& line : shares) {
        ledger::Posting& posting = member && line.giver == member ? refund : share;
        posting.amount_micro += line.amount_micro;
        posting.lines.push_back(line);
    }
    if (!refund.lines.empty()) {
        store::load(step.transaction, step.book, refund.credit);
        for (const ledger::Line& line : refund.lines)
            returned.push_back(line.origin);
        step.postings.push_back(std::move(refund));
    }
    if (share.lines.empty()) return;
    std::int64_t fee = recipient.fee_micro;
    if (fee > 0 && member) {
        // Without one's own lines, which went back whole.
        store::Arrival arrival;
        arrival.identity = identity;
        arrival.month = step.month.month;
        fee = fee_of_lines(step.transaction.connection(), arrival, share.lines);
    }
    if (fee > 0) fees.push_back({step.postings.size(), fee});
    step.postings.push_back(std::move(share));
    if (fee > 0 && member) step.postings.push_back(fee_posting(step.transaction, step.book, step.rules, member, fee));
}

/// Phase two, a range of recipients: closing -> escrow or revenue, one packed transfer for each.
base::Result<void> pay(Step& step, std::int64_t lines_max) {
    const ledger::AccountKey closing = ledger::closing_of(step.month.month, step.rules.currency);
    store::load(step.transaction, step.book, closing);
    const auto recipients = next_recipients(step, lines_max);
    if (recipients.empty()) {
        if (step.book.get(closing).available() != 0) disagree(step, "money is left, but no recipient");
        step.month.phase = phase_closed;
        return base::success();
    }
    const auto shares = collect(step, recipients.front().identity, recipients.back().identity);
    check_shares(step, recipients, shares);
    std::vector<ledger::LineAddress> returned;
    std::vector<FeeOfPosting> fees;
    for (const store::MonthRecipient& recipient : recipients) {
        const std::vector<ledger::Line>& lines = shares.at(recipient.identity);
        if (recipient.opted_out)
            return_shares(step, lines, returned);
        else
            pay_recipient(step, recipient, lines, fees, returned);
    }
    BOOST_OUTCOME_TRY(const auto* const txn, step.book.post(step.transaction.now(), step.postings));
    save_arrivals(step.transaction, step.rules, step.month.month, *txn, step.postings);
    for (const FeeOfPosting& fee : fees)
        store::set_fee(step.transaction, txn->seq, txn->transfers[fee.posting].n, fee.micro);
    for (const ledger::LineAddress& line : returned)
        store::add_reversal(step.transaction, line, txn->seq);
    tell_of_opt_outs(step, recipients, txn->seq);
    step.month.paid += static_cast<std::int64_t>(recipients.size());
    step.month.last_identity = recipients.back().identity;
    return base::success();
}

base::Result<MonthStatus> close_one(store::Transaction& transaction, const Rules& rules, const CloseMonth& command) {
    store::Connection& connection = transaction.connection();
    if (command.month >= running_month(transaction, rules)) return Refusal::month_still_running;
    auto month = store::read_month(connection, command.month);
    if (!month) return Refusal::month_unknown;
    if (month->phase < phase_dividing) month->phase = phase_dividing;
    if (month->phase != phase_closed) {
        Step step{transaction, rules, *month, store::open_book(transaction), {}};
        BOOST_OUTCOME_TRYV(month->phase == phase_dividing ? divide(step, command.givers_max)
                                                          : pay(step, command.lines_max));
        store::save(transaction, step.book);
        store::update_month(transaction, *month);
    }
    return status_of(connection, rules, *month);
}

}  // namespace

std::vector<base::Result<MonthStatus>> close_month(store::Transaction& transaction, const Rules& rules,
                                                   std::span<const CloseMonth> commands) {
    auto answers = decide_each<MonthStatus>(transaction, nullptr, commands, [&](const CloseMonth& command) {
        return close_one(transaction, rules, command);
    });
    return answers;
}

}  // namespace obolus::hub
