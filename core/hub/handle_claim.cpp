#include "hub/handle_claim.hpp"

#include <algorithm>
#include <set>

#include "notices/notice.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"
#include "store/opt_out_rows.hpp"

namespace obolus::hub {

namespace {

void tell_givers(store::Transaction& transaction, const Rules& rules, const store::HandleClaim& claim,
                 const identity::ExternalIdentity& proven) {
    std::set<base::MemberId> givers;
    for (const store::Arrival& arrival : store::waiting_arrivals(transaction.connection(), claim.identity))
        for (const claims::WaitingLine& each : store::lines_of(transaction.connection(), arrival))
            givers.insert(each.line.giver);
    const std::string name = std::to_string(claim.identity.value) + "/" + std::to_string(claim.claimant.value) + "/" +
                             std::to_string(base::to_micros(claim.since));
    for (const base::MemberId giver : givers)
        store::save_notice(transaction, notices::handle_shown(giver, name, proven.handle, proven.key.provider,
                                                              base::to_date(claim.since + rules.by_handle_wait)));
}

}  // namespace

void note_handle(store::Transaction& transaction, const Rules& rules, base::IdentityId id,
                 const identity::ExternalIdentity& proven) {
    store::Connection& connection = transaction.connection();
    base::IdentityId shown;
    if (!proven.handle_key.empty())
        shown =
            store::find(connection, identity::by_handle(proven.key.provider, proven.key.instance, proven.handle_key))
                .id;
    for (const store::HandleClaim& claim : store::handle_claims_of(connection, id))
        if (claim.identity != shown) store::remove_handle_claim(transaction, claim.identity);
    if (!shown) return;
    const auto before = store::read_handle_claim(connection, shown);
    if (before && before->claimant == id) return;
    const store::HandleClaim claim{shown, id, transaction.now()};
    store::save_handle_claim(transaction, claim);
    tell_givers(transaction, rules, claim, proven);
}

std::vector<ShownHandle> shown_handles(store::Connection& connection, const Rules& rules, const SessionView& session) {
    std::vector<ShownHandle> handles;
    for (std::size_t i = 0; i < session.identity_ids.size(); ++i)
        for (const store::HandleClaim& claim : store::handle_claims_of(connection, session.identity_ids[i])) {
            const base::Time from = claim.since + rules.by_handle_wait;
            handles.push_back({claim.identity, from, session.proven_at[i], session.proven_at[i] >= from});
        }
    return handles;
}

std::vector<store::Arrival> claimable_arrivals(store::Connection& connection, const Rules& rules,
                                               const ShownHandle& handle, base::Time now) {
    if (!handle.ripe) return {};
    std::vector<store::Arrival> arrivals = store::waiting_arrivals(connection, handle.identity);
    std::erase_if(arrivals, [&](const store::Arrival& arrival) {
        return store::time_of(connection, arrival.seq) + rules.by_handle_wait > std::min(now, handle.shown_at);
    });
    return arrivals;
}

}  // namespace obolus::hub
