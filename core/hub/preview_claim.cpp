#include <algorithm>
#include <map>
#include <set>

#include "hub/claim.hpp"
#include "hub/month_cut.hpp"
#include "hub/session.hpp"
#include "store/claim_rows.hpp"
#include "store/giving_rows.hpp"

namespace obolus::hub {

namespace {

struct ThingSum {
    std::int64_t micro = 0;
    std::set<base::MemberId> givers;
};

struct Sums {
    std::int64_t waiting = 0;
    std::int64_t own = 0;
    std::set<base::MemberId> givers;
    std::map<base::ThingId, ThingSum> things;
};

void add(Sums& sums, const ledger::Line& line, base::MemberId claimant) {
    if (claimant && line.giver == claimant) {
        sums.own += line.amount_micro;
        return;
    }
    sums.waiting += line.amount_micro;
    sums.givers.insert(line.giver);
    sums.things[line.thing].micro += line.amount_micro;
    sums.things[line.thing].givers.insert(line.giver);
}

/// Largest first; a receipt shows them all.
std::vector<WaitingThing> things_of(store::Connection& connection, const Sums& sums, const Rules& rules) {
    std::vector<WaitingThing> things;
    for (const auto& [id, sum] : sums.things) {
        const auto thing = store::read_thing(connection, id).value_or(giving::Thing{});
        things.push_back({thing.title.empty() ? thing.key : thing.title, thing.url,
                          money::Amount::from_micro(sum.micro, rules.currency).value(),
                          static_cast<std::int64_t>(sum.givers.size())});
    }
    std::ranges::stable_sort(things, std::greater<>{}, [](const WaitingThing& thing) { return thing.amount.micro(); });
    return things;
}

}  // namespace

base::Result<ClaimPreview> preview_claim(store::Snapshot& snapshot, const Rules& rules, const PreviewClaim& question) {
    store::Connection& connection = snapshot.connection();
    BOOST_OUTCOME_TRY(const SessionView session, load_session(connection, rules, question.token, snapshot.now()));
    const base::Month month = running_month(snapshot, rules);
    Sums sums;
    std::optional<base::Time> until;
    std::int64_t flattrs = 0;
    for (const base::IdentityId identity : session.identity_ids) {
        flattrs += store::flattrs_for(connection, identity, month);
        for (const store::Arrival& arrival : store::waiting_arrivals(connection, identity)) {
            until = until ? std::min(*until, arrival.expires_at) : arrival.expires_at;
            for (const claims::WaitingLine& each : store::lines_of(connection, arrival))
                add(sums, each.line, session.member);
        }
    }
    return ClaimPreview{session.identities,
                        money::Amount::from_micro(sums.waiting, rules.currency).value(),
                        money::Amount::from_micro(sums.own, rules.currency).value(),
                        static_cast<std::int64_t>(sums.givers.size()),
                        flattrs,
                        things_of(connection, sums, rules),
                        until,
                        session.member};
}

}  // namespace obolus::hub
