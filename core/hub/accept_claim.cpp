#include "claims/refusal.hpp"
#include "hub/claim.hpp"
#include "hub/decide_each.hpp"
#include "hub/fee.hpp"
#include "hub/handle_claim.hpp"
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

/// The member of the session, or a new one; all the session's identities are his afterwards. An identity is linked only
/// when it was proven a moment ago, and so was the member: an old session that somebody else has found links nothing.
base::Result<base::MemberId> link_session(store::Transaction& transaction, const Rules& rules,
                                          const SessionView& session) {
    for (std::size_t i = 0; i < session.identity_ids.size(); ++i) {
        const base::MemberId linked = store::member_of(transaction.connection(), session.identity_ids[i]);
        if (linked && linked == session.member) continue;
        if (linked) return claims::Refusal::identity_claimed_by_another;
        if (session.member) {
            BOOST_OUTCOME_TRYV(check_recent(rules, session.signed_in_at, transaction.now()));
        }
        BOOST_OUTCOME_TRYV(check_recent(rules, session.proven_at[i], transaction.now()));
    }
    const base::MemberId member = session.member ? session.member : store::add_member(transaction);
    for (const base::IdentityId identity : session.identity_ids)
        store::link(transaction, identity, member);
    return member;
}

/// Releases these arrivals of one identity's escrow to the member.
base::Result<void> release(store::Transaction& transaction, ledger::Book& book, const Rules& rules,
                           base::IdentityId identity, std::vector<store::Arrival> arrivals, base::MemberId member,
                           Released& sum) {
    const Waiting waiting = load_waiting(transaction, book, identity, std::move(arrivals), rules);
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
    BOOST_OUTCOME_TRY(const base::MemberId member, link_session(transaction, rules, session));
    store::Connection& connection = transaction.connection();
    Released sum;
    for (const base::IdentityId identity : session.identity_ids) {
        BOOST_OUTCOME_TRYV(
            release(transaction, book, rules, identity, store::waiting_arrivals(connection, identity), member, sum));
    }
    for (const ShownHandle& handle : shown_handles(connection, rules, session)) {
        BOOST_OUTCOME_TRYV(release(transaction, book, rules, handle.identity,
                                   claimable_arrivals(connection, rules, handle, transaction.now()), member, sum));
    }
    return ClaimReceipt{member, amount_of(sum.released, rules), amount_of(sum.refunded, rules), sum.id};
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
