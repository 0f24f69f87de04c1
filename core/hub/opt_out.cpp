#include "hub/opt_out.hpp"

#include <set>

#include "claims/refusal.hpp"
#include "hub/decide_each.hpp"
#include "hub/leftover.hpp"
#include "hub/recipient.hpp"
#include "hub/session.hpp"
#include "hub/waiting.hpp"
#include "store/identity_rows.hpp"
#include "store/leaving_rows.hpp"
#include "store/ledger_rows.hpp"
#include "store/opt_out_rows.hpp"

namespace obolus::hub {

namespace {

struct Batch {
    store::Transaction& transaction;
    ledger::Book book;
    const Rules& rules;
};

/// Closes the door: nothing is given to the identity from here on, and its name is forgotten.
void close_door(Batch& batch, base::IdentityId identity, const identity::Key& key) {
    for (const store::HandleClaim& claim : store::handle_claims_of(batch.transaction.connection(), identity))
        store::remove_handle_claim(batch.transaction, claim.identity);
    // Opted out, lifted and out again before the platform has told the name anew: the hash is still in its place.
    const std::string hash = identity::is_blank(key) ? key.subject.substr(1) : opt_out_hash(batch.rules, key);
    store::add_opt_out(batch.transaction, identity, hash);
    if (!identity::is_blank(key)) store::blank(batch.transaction, identity, hash);
}

base::Result<void> return_all(Batch& batch, base::IdentityId identity, std::vector<store::Arrival> arrivals,
                              std::set<base::MemberId>& givers, std::int64_t& returned_micro) {
    Waiting waiting = load_waiting(batch.transaction, batch.book, identity, std::move(arrivals), batch.rules);
    BOOST_OUTCOME_TRY(
        const claims::Return returned,
        give_back(batch.transaction, batch.book, identity, std::move(waiting), ReturnReason::opted_out, batch.rules));
    returned_micro += returned.returned_micro;
    for (const ledger::Posting& posting : returned.postings)
        givers.insert(posting.lines.front().giver);
    return base::success();
}

base::Result<OptOutReceipt> opt_out_one(Batch& batch, const OptOut& command) {
    store::Connection& connection = batch.transaction.connection();
    BOOST_OUTCOME_TRY(const SessionView session,
                      load_session(connection, batch.rules, command.token, batch.transaction.now()));
    if (session.member) return claims::Refusal::identity_is_linked;
    std::set<base::MemberId> givers;
    std::int64_t returned_micro = 0;
    // All doors are closed before anything goes back, so that nothing comes back to one of them.
    std::vector<std::pair<base::IdentityId, std::vector<store::Arrival>>> waiting;
    for (std::size_t i = 0; i < session.identity_ids.size(); ++i) {
        const base::IdentityId identity = session.identity_ids[i];
        if (store::has_opted_out(connection, identity)) continue;
        waiting.emplace_back(identity, store::waiting_arrivals(connection, identity));
        close_door(batch, identity, session.identities[i].key);
    }
    for (auto& [identity, arrivals] : waiting) {
        BOOST_OUTCOME_TRYV(return_all(batch, identity, std::move(arrivals), givers, returned_micro));
    }
    return OptOutReceipt{amount_of(returned_micro, batch.rules), static_cast<std::int64_t>(givers.size()),
                         static_cast<std::int64_t>(session.identity_ids.size())};
}

base::Result<OptOutReceipt> lift_one(Batch& batch, const LiftOptOut& command) {
    store::Transaction& transaction = batch.transaction;
    BOOST_OUTCOME_TRY(const SessionView session,
                      load_session(transaction.connection(), batch.rules, command.token, transaction.now()));
    if (!session.opted_out) return claims::Refusal::not_opted_out;
    // The rows stay blank until a platform names these people again, at the next sign-in or gift.
    for (const base::IdentityId identity : session.identity_ids)
        store::remove_opt_out(transaction, identity);
    // What had nowhere to go while the door was closed.
    for (const base::IdentityId identity : session.identity_ids)
        for (const base::MemberId member : store::members_at_home(transaction.connection(), identity)) {
            BOOST_OUTCOME_TRYV(move_leftover(transaction, batch.book, batch.rules, member));
        }
    return OptOutReceipt{money::Amount::zero(batch.rules.currency), 0, 0};
}

}  // namespace

std::vector<base::Result<OptOutReceipt>> opt_out(store::Transaction& transaction, const Rules& rules,
                                                 std::span<const OptOut> commands) {
    Batch batch{transaction, store::open_book(transaction), rules};
    auto answers = decide_each<OptOutReceipt>(transaction, &batch.book, commands,
                                              [&](const OptOut& command) { return opt_out_one(batch, command); });
    store::save(transaction, batch.book);
    return answers;
}

std::vector<base::Result<OptOutReceipt>> lift_opt_out(store::Transaction& transaction, const Rules& rules,
                                                      std::span<const LiftOptOut> commands) {
    Batch batch{transaction, store::open_book(transaction), rules};
    auto answers = decide_each<OptOutReceipt>(transaction, &batch.book, commands,
                                              [&](const LiftOptOut& command) { return lift_one(batch, command); });
    store::save(transaction, batch.book);
    return answers;
}

}  // namespace obolus::hub
