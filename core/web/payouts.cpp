#include "base/crypto.hpp"
#include "hub/balances.hpp"
#include "hub/payout.hpp"
#include "hub/refusals.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"
#include "web/texts.hpp"

namespace obolus::web {

namespace {
constexpr std::size_t payouts_on_a_page = 50;
constexpr const char* this_page = "/me/payouts";

View payout_view(const hub::PayoutView& payout) {
    const std::string state(hub::to_string(payout.state));
    View view;
    view.text("id", payout.id)
        .text("receipt", receipt_path(payout.id))
        .text("amount", figure(payout.amount))
        .text("destination", payout.destination)
        .text("state", std::string(payout_state(state)))
        .text("state_name", state)
        .text("reason", payout.reason)
        .text("reference", payout.reference)
        .text("day", day(payout.at))
        .text("date", base::to_date(payout.at));
    return view;
}

/// What can be paid out of it: whole minor units.
money::Amount whole_units(const money::Amount& amount) {
    const std::int64_t rest = amount.micro() % money::micro_per_minor(amount.currency());
    return money::Amount::from_micro(amount.micro() - rest, amount.currency()).value();
}

/// `payouts` may be one more than a page shows: then there is an earlier page.
Page payouts_page(const Door& door, std::vector<hub::PayoutView> payouts, bool is_latest, const hub::Balances& me) {
    const bool more = payouts.size() > payouts_on_a_page;
    if (more) payouts.resize(payouts_on_a_page);
    const money::Amount most = whole_units(me.revenue);
    View view;
    view.text("currency", std::string(door.hub.rules().currency.code()))
        .text("revenue", figure(me.revenue))
        .flag("payable", !most.is_zero())
        .text("most", money::to_decimal(most))
        .flag("test_rail", door.hub.rules().test_rail)
        .flag("reciprocity", door.hub.rules().reciprocity)
        .text("key", base::random_token())
        .list("payouts", views_of(payouts, payout_view));
    add_pages(view, more ? "/me/payouts?before=" + std::to_string(payouts.back().number) : "",
              is_latest ? "" : this_page);
    return {"payouts", "Payouts", std::move(view)};
}

Awaitable<http::Response> show_payouts_page(DoorPtr door, Visitor visitor, std::int64_t before,
                                            std::optional<RefusedForm> refused) {
    hub::ShowBalances question{visitor.session->member};
    const Result<hub::Balances> me = co_await ask(door->hub, &hub::balances, std::move(question));
    if (!me) co_return show_refusal(*door, visitor, me.error());
    const hub::ListPayouts list{visitor.session->member, before, payouts_on_a_page + 1};
    const Result<std::vector<hub::PayoutView>> payouts = co_await ask(door->hub, &hub::list_payouts, list);
    if (!payouts) co_return show_refusal(*door, visitor, payouts.error());
    co_return show_again(*door, visitor, payouts_page(*door, payouts.value(), before == 0, me.value()), refused);
}
}  // namespace

Awaitable<http::Response> show_payouts(DoorPtr door, http::Request request) {
    const Result<std::int64_t> before = before_of(request);
    Entry entry = co_await enter(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    if (!before) co_return show_refusal(*door, entry.visitor, before.error());
    co_return co_await show_payouts_page(door, entry.visitor, before.value(), std::nullopt);
}

Awaitable<http::Response> add_payout(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const money::Currency currency = door->hub.rules().currency;
    const std::string typed = field(entry.form, "amount");
    const std::string destination = field(entry.form, "destination");
    RefusedForm refused{"payout", {{"amount", typed}, {"destination", destination}}, {}};
    const Result<money::Amount> amount = money::Amount::parse(typed, currency, currency.minor_digits());
    if (!amount) {
        refused.error = amount.error();
        co_return co_await show_payouts_page(door, entry.visitor, 0, refused);
    }
    hub::ReservePayout command{entry.visitor.session->member,       amount.value(),          "test", destination,
                               entry.visitor.session->signed_in_at, field(entry.form, "key")};
    const Result<hub::PayoutView> payout = co_await run(door->hub, &hub::reserve_payout, std::move(command));
    if (!payout && payout.error() == hub::Refusal::sign_in_not_recent)
        co_return show_refusal(*door, entry.visitor, payout.error(), this_page);
    if (!payout) {
        refused.error = payout.error();
        co_return co_await show_payouts_page(door, entry.visitor, 0, refused);
    }
    const Flash flash{Message::payout_reserved, std::vector<std::string>(1, figure(payout.value().amount))};
    co_return go_to(*door, this_page, flash);
}

}  // namespace obolus::web
