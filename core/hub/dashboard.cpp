#include "hub/dashboard.hpp"

#include <algorithm>
#include <limits>

#include "hub/gift_state.hpp"
#include "hub/ids.hpp"
#include "hub/list_flattrs.hpp"
#include "hub/shown_giver.hpp"
#include "store/claim_rows.hpp"
#include "store/close_rows.hpp"
#include "store/gift_rows.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

constexpr std::size_t lines_max = 200;
constexpr std::int64_t flattrs_max = 200;
constexpr std::int64_t transfers_max = 200;
constexpr std::int64_t notices_max = 20;

struct Reading {
    store::Connection& connection;
    const Rules& rules;
    store::HistoryOf wallet;
};

money::Amount available(const Reading& reading, const ledger::AccountKey& key) {
    return amount_of(store::read_account(reading.connection, key).available(), reading.rules);
}

LineView view_of(const Reading& reading, base::Month month, const ledger::Line& line,
                 const ledger::LineAddress& address, base::Time at) {
    const auto thing = store::read_thing(reading.connection, line.thing).value_or(giving::Thing{});
    LineView view;
    view.id = line_id(reading.rules, address);
    view.month = month;
    view.thing_title = thing.title;
    view.thing_url = thing.url;
    view.thing_key = thing.key;
    view.identity = store::read_identity(reading.connection, line.identity).value_or(identity::ExternalIdentity{});
    view.amount = amount_of(line.amount_micro, reading.rules);
    view.at = at;
    return view;
}

/// What became of a share: looked up at the recipient's arrival of that month. A giver's own never arrived anywhere.
std::string fate_of(const Reading& reading, base::Month month, const ledger::Line& line,
                    const ledger::LineAddress& address) {
    if (store::was_returned(reading.connection, address)) return "returned";
    const auto arrival = store::arrival_of_share(reading.connection, line.identity, month, address);
    if (!arrival) return "closing";
    if (arrival->state == store::ArrivalState::waiting) return "waiting";
    if (arrival->state == store::ArrivalState::given_back || arrival->member == line.giver) return "returned";
    return "claimed";
}

std::vector<LineView> given_by(const Reading& reading, base::MemberId member) {
    std::vector<LineView> given;
    for (const auto& [month, close] : store::closes_of(reading.connection, member, transfers_max)) {
        if (close.outcome != giving::Outcome::divided) continue;
        const auto transfer = store::read_transfer(reading.connection, close.seq, close.n);
        const auto lines = transfer ? ledger::decode_lines(transfer->lines) : std::nullopt;
        if (!lines) continue;
        const base::Time at = store::time_of(reading.connection, close.seq);
        for (std::size_t i = 0; i < lines->size() && given.size() < lines_max; ++i) {
            const ledger::LineAddress address{close.seq, close.n, static_cast<std::int32_t>(i)};
            given.push_back(view_of(reading, month, (*lines)[i], address, at));
            given.back().state = fate_of(reading, month, (*lines)[i], address);
        }
    }
    return given;
}

/// What became of a gift; one's own that came back in a claim of one's own was claimed, but its line returned.
LineView gift_view(const Reading& reading, const store::StoredGift& gift, const ledger::Line& line) {
    const ledger::LineAddress address{gift.seq, gift.n, 0};
    const auto arrival = store::read_arrival(reading.connection, gift.seq, gift.n).value_or(store::Arrival{});
    LineView view = view_of(reading, arrival.month, line, address, store::time_of(reading.connection, gift.seq));
    const bool returned = store::was_returned(reading.connection, address);
    view.state = giving::to_string(returned ? giving::GiftState::returned : state_of(arrival));
    view.is_gift = true;
    return view;
}

void add_gifts(const Reading& reading, base::MemberId member, std::vector<LineView>& given) {
    for (const store::StoredGift& gift : store::gifts_by(reading.connection, member, reading.wallet,
                                                         std::numeric_limits<std::int64_t>::max(), transfers_max)) {
        const auto transfer = store::read_transfer(reading.connection, gift.seq, gift.n);
        const auto lines = transfer ? ledger::decode_lines(transfer->lines) : std::nullopt;
        if (lines && lines->size() == 1) given.push_back(gift_view(reading, gift, lines->front()));
    }
    std::ranges::stable_sort(given, std::greater<>{}, &LineView::at);
    if (given.size() > lines_max) given.resize(lines_max);
}

std::vector<LineView> received_by(const Reading& reading, base::MemberId member) {
    std::vector<LineView> received;
    for (const store::Arrival& arrival : store::arrivals_to(reading.connection, member, transfers_max)) {
        if (received.size() >= lines_max) break;
        const base::Time at = store::time_of(reading.connection, arrival.resolved_seq);
        for (const claims::WaitingLine& each : store::lines_of(reading.connection, arrival)) {
            if (received.size() >= lines_max) break;
            received.push_back(view_of(reading, arrival.month, each.line, each.address, at));
            received.back().state = "received";
            received.back().is_gift = each.line.origin.seq == 0;
            received.back().giver = shown_giver(reading.connection, arrival.month, each.address, each.line);
        }
    }
    return received;
}

}  // namespace

base::Result<Dashboard> dashboard(store::Snapshot& snapshot, const Rules& rules, const ShowDashboard& question) {
    const base::MemberId member = question.member;
    const Reading reading{snapshot.connection(), rules,
                          store::history_of(snapshot, ledger::wallet_of(member, rules.currency))};
    const ListFlattrs of_this_month{member, 0, flattrs_max};
    BOOST_OUTCOME_TRY(FlattrList list, list_flattrs(snapshot, rules, of_this_month));
    const base::Month month = list.month;
    Dashboard view{member,
                   {},
                   available(reading, ledger::wallet_of(member, rules.currency)),
                   amount_of(store::plan_of(reading.connection, member), rules),
                   available(reading, ledger::budget_of(member, month, rules.currency)),
                   available(reading, ledger::revenue_of(member, rules.currency)),
                   month,
                   list.month_ends_at,
                   list.count,
                   std::move(list.flattrs),
                   given_by(reading, member),
                   received_by(reading, member),
                   {}};
    add_gifts(reading, member, view.given);
    for (const base::IdentityId id : store::identities_of(reading.connection, member))
        if (auto identity = store::read_identity(reading.connection, id))
            view.identities.push_back(*std::move(identity));
    for (const notices::Notice& notice : store::latest_notices(reading.connection, member, notices_max))
        view.notices.push_back({notice.kind, notice.parameters, notice.at});
    return view;
}

}  // namespace obolus::hub
