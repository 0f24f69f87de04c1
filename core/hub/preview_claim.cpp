#include <algorithm>
#include <map>
#include <set>

#include "hub/claim.hpp"
#include "hub/handle_claim.hpp"
#include "hub/month_cut.hpp"
#include "hub/refund.hpp"
#include "hub/session.hpp"
#include "hub/shown_giver.hpp"
#include "store/claim_rows.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

struct ThingSum {
    std::int64_t micro = 0;
    std::set<base::MemberId> givers;
    std::set<std::string> names;
};

struct Sums {
    std::int64_t waiting = 0;
    std::int64_t own = 0;
    std::set<base::MemberId> givers;
    std::map<base::ThingId, ThingSum> things;
};

void add(Sums& sums, const ledger::Line& line, const std::string& name) {
    sums.waiting += line.amount_micro;
    sums.givers.insert(line.giver);
    ThingSum& thing = sums.things[line.thing];
    thing.micro += line.amount_micro;
    thing.givers.insert(line.giver);
    if (!name.empty()) thing.names.insert(name);
}

/// Largest first; a receipt shows them all.
std::vector<WaitingThing> things_of(store::Connection& connection, const Sums& sums, const Rules& rules) {
    std::vector<WaitingThing> things;
    for (const auto& [id, sum] : sums.things) {
        const auto thing = store::read_thing(connection, id).value_or(giving::Thing{});
        things.push_back({thing.title.empty() ? thing.key : thing.title,
                          thing.url,
                          amount_of(sum.micro, rules),
                          static_cast<std::int64_t>(sum.givers.size()),
                          {sum.names.begin(), sum.names.end()}});
    }
    std::ranges::stable_sort(things, std::greater<>{}, [](const WaitingThing& thing) { return thing.amount.micro(); });
    return things;
}

struct Preview {
    store::Connection& connection;
    const Rules& rules;
    const SessionView& session;
    Sums sums;
    std::optional<base::Time> until;
    std::map<base::MemberId, ledger::AccountKey> back;  ///< where each giver's money would go back to
};

/// What is the claimant's own goes back to the wallet: what he gave as a member, and what came back to him after he had
/// left (rule 20).
bool is_own(Preview& preview, base::IdentityId identity, base::MemberId giver) {
    auto found = preview.back.find(giver);
    if (found == preview.back.end())
        found = preview.back.emplace(giver, refund_to(preview.connection, giver, preview.rules)).first;
    const money::Currency currency = preview.rules.currency;
    return found->second == ledger::escrow_of(identity, currency) ||
           (preview.session.member && found->second == ledger::wallet_of(preview.session.member, currency));
}

void add(Preview& preview, base::IdentityId identity, const std::vector<store::Arrival>& arrivals) {
    const auto shown = store::shown_flattrs(preview.connection, identity);
    for (const store::Arrival& arrival : arrivals) {
        preview.until = preview.until ? std::min(*preview.until, arrival.expires_at) : arrival.expires_at;
        for (const claims::WaitingLine& each : store::lines_of(preview.connection, arrival)) {
            if (is_own(preview, identity, each.line.giver))
                preview.sums.own += each.line.amount_micro;
            else
                add(preview.sums, each.line,
                    shown_giver(preview.connection, arrival.month, each.address, each.line, shown));
        }
    }
}

/// What waits under a handle: claimable now, or with the day from which it will be.
void add(Preview& preview, const ShownHandle& handle, base::Time now, std::vector<WaitingByHandle>& later) {
    const auto claimable = claimable_arrivals(preview.connection, preview.rules, handle, now);
    add(preview, handle.identity, claimable);
    std::int64_t micro = 0;
    base::Time from = base::Time::max();
    for (const store::Arrival& arrival : store::waiting_arrivals(preview.connection, handle.identity)) {
        if (std::ranges::find(claimable, arrival.seq, &store::Arrival::seq) != claimable.end()) continue;
        for (const claims::WaitingLine& each : store::lines_of(preview.connection, arrival))
            micro += each.line.amount_micro;
        from = std::min(from, store::time_of(preview.connection, arrival.seq) + preview.rules.by_handle_wait);
    }
    if (micro == 0) return;
    later.push_back({store::read_identity(preview.connection, handle.identity).value_or(identity::ExternalIdentity{}),
                     amount_of(micro, preview.rules), std::max(from, handle.claimable_from)});
}

}  // namespace

base::Result<ClaimPreview> preview_claim(store::Snapshot& snapshot, const Rules& rules, const PreviewClaim& question) {
    store::Connection& connection = snapshot.connection();
    BOOST_OUTCOME_TRY(const SessionView session, load_session(connection, rules, question.token, snapshot.now()));
    const base::Month month = running_month(snapshot, rules);
    Preview preview{connection, rules, session, {}, {}, {}};
    std::int64_t flattrs = 0;
    for (const base::IdentityId identity : session.identity_ids) {
        flattrs += store::flattrs_for(connection, identity, month);
        add(preview, identity, store::waiting_arrivals(connection, identity));
    }
    std::vector<WaitingByHandle> by_handle;
    for (const ShownHandle& handle : shown_handles(connection, rules, session))
        add(preview, handle, snapshot.now(), by_handle);
    return ClaimPreview{session.identities,
                        amount_of(preview.sums.waiting, rules),
                        amount_of(preview.sums.own, rules),
                        static_cast<std::int64_t>(preview.sums.givers.size()),
                        flattrs,
                        things_of(connection, preview.sums, rules),
                        preview.until,
                        session.member,
                        std::move(by_handle)};
}

}  // namespace obolus::hub
