#include "claims/refusal.hpp"
#include "hub/claim.hpp"
#include "hub/decide_each.hpp"
#include "hub/fee.hpp"
#include "hub/session.hpp"
#include "hub/waiting.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

struct Released {
    std::int64_t released = 0;
    std::int64_t refunded = 0;
    std::string id;
};

/// The member of the session, or a new one; all the session's identities are his afterwards.
base::Result<base::MemberId> link_session(store::Transaction& transaction, const SessionView& session) {
    for (const base::IdentityId identity : session.identity_ids) {
        const base::MemberId linked = store::member_of(transaction.connection(), identity);
        if (linked && session.member && linked != session.member) return claims::Refusal::identity_claimed_by_another;
    }
    const base::MemberId member = session.member ? session.member : store::add_member(transaction);
    for (const base::IdentityId identity : session.identity_ids)
        store::link(transaction, identity, member);
    return member;
}

/// Releases one identity's escrow to its member.
base::Result<void> release(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                           base::IdentityId identity, base::MemberId member, Released& sum) {
    const Waiting waiting =
        load_waiting(transaction, book, identity, store::waiting_arrivals(transaction.connection(), identity), rules);
    if (waiting.lines.empty()) return base::success();
    store::load(transaction, book, ledger::revenue_of(member, rules.currency));
    claims::Release release = claims::release(identity, member, waiting.lines, waiting.back, rules.currency);
    const std::int64_t fee = settle_fees(transaction, waiting, release.reversed);
    if (fee > 0) release.postings.push_back(fee_posting(transaction, book, rules, member, fee));
    BOOST_OUTCOME_TRY(const auto* const txn, book.post(transaction.now(), release.postings));
    for (const ledger::LineAddress& line : release.reversed)
        store::add_reversal(transaction, line, txn->seq);
    for (const store::Arrival& arrival : waiting.arrivals)
        store::resolve(transaction, arrival, store::ArrivalState::claimed, member, txn->seq);
    sum.released += release.released_micro - fee;
    sum.refunded += release.refunded_micro;
    if (sum.id.empty()) sum.id = transfer_id(rules, txn->seq, 1);
    return base::success();
}

base::Result<ClaimReceipt> accept_one(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                                      const AcceptClaim& command) {
    BOOST_OUTCOME_TRY(const SessionView session,
                      load_session(transaction.connection(), rules, command.token, transaction.now()));
    BOOST_OUTCOME_TRY(const base::MemberId member, link_session(transaction, session));
    Released sum;
    for (const base::IdentityId identity : session.identity_ids) {
        BOOST_OUTCOME_TRYV(release(transaction, book, rules, identity, member, sum));
    }
    return ClaimReceipt{member, money::Amount::from_micro(sum.released, rules.currency).value(),
                        money::Amount::from_micro(sum.refunded, rules.currency).value(), sum.id};
}

}  // namespace

std::vector<base::Result<ClaimReceipt>> accept_claim(store::Transaction& transaction, const Rules& rules,
                                                     std::span<const AcceptClaim> commands) {
    ledger::Book book = store::open_book(transaction);
    auto answers = decide_each<ClaimReceipt>(transaction, &book, commands, [&](const AcceptClaim& command) {
        return accept_one(transaction, book, rules, command);
    });
    store::save(transaction, book);
    return answers;
}

}  // namespace obolus::hub
