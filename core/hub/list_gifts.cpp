#include <algorithm>
#include <limits>

#include "hub/gift.hpp"
#include "hub/gift_state.hpp"
#include "hub/ids.hpp"
#include "store/gift_rows.hpp"
#include "store/giving_rows.hpp"
#include "store/identity_rows.hpp"
#include "store/ledger_rows.hpp"

namespace obolus::hub {

namespace {

GiftView view_of(store::Connection& connection, const Rules& rules, const store::StoredGift& gift) {
    GiftView view;
    view.id = line_id(rules, {gift.seq, gift.n, 0});
    view.seq = gift.seq;
    view.show_name = gift.show_name;
    view.at = store::time_of(connection, gift.seq);
    const auto arrival = store::read_arrival(connection, gift.seq, gift.n);
    if (arrival) {
        view.state = giving::to_string(state_of(*arrival));
        view.expires_at = arrival->expires_at;
    }
    const auto transfer = store::read_transfer(connection, gift.seq, gift.n);
    const auto lines = transfer ? ledger::decode_lines(transfer->lines) : std::nullopt;
    if (!lines || lines->size() != 1) return view;  // somebody has touched the journal; the audit names it
    const ledger::Line& line = lines->front();
    // One's own that came back in a claim of one's own: the arrival was claimed, but this line returned.
    if (store::was_returned(connection, {gift.seq, gift.n, 0}))
        view.state = giving::to_string(giving::GiftState::returned);
    view.recipient = store::read_identity(connection, line.identity).value_or(identity::ExternalIdentity{});
    const auto thing = store::read_thing(connection, line.thing).value_or(giving::Thing{});
    view.thing_title = thing.title;
    view.thing_url = thing.url;
    view.thing_key = thing.key;
    view.amount = amount_of(line.amount_micro, rules);
    return view;
}

}  // namespace

base::Result<std::vector<GiftView>> list_gifts(store::Snapshot& snapshot, const Rules& rules,
                                               const ListGifts& question) {
    const std::int64_t before =
        question.before_seq == 0 ? std::numeric_limits<std::int64_t>::max() : question.before_seq;
    store::Connection& connection = snapshot.connection();
    const store::HistoryOf wallet = store::history_of(snapshot, ledger::wallet_of(question.giver, rules.currency));
    std::vector<GiftView> views;
    for (const store::StoredGift& gift :
         store::gifts_by(connection, question.giver, wallet, before, question.count_max))
        views.push_back(view_of(connection, rules, gift));
    return views;
}

}  // namespace obolus::hub
