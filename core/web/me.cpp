#include "base/crypto.hpp"
#include "hub/dashboard.hpp"
#include "hub/flattr.hpp"
#include "hub/set_budget.hpp"
#include "hub/top_up.hpp"
#include "hub/undo_flattr.hpp"
#include "hub/use_revenue.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/give.hpp"
#include "web/resources.hpp"
#include "web/texts.hpp"

namespace obolus::web {

namespace {
View flattr_view(const Door& door, const hub::FlattrView& flattr) {
    View view;
    add_thing(view, flattr.thing_title, flattr.thing_url, flattr.thing_key);
    view.one("who", identity_view(door, flattr.owner))
        .text("id", flattr.id)
        .text("day", day(flattr.at))
        .text("date", base::to_date(flattr.at));
    return view;
}

View line_view(const Door& door, const hub::LineView& line) {
    View view;
    add_thing(view, line.thing_title, line.thing_url, line.thing_key);
    view.one("who", identity_view(door, line.identity))
        .text("id", line.id)
        .text("receipt", receipt_path(line.id))
        .text("giver", line.giver)
        .text("month", line.is_gift ? "gift of " + day(line.at) : month_name(line.month))
        .text("amount", figure(line.amount))
        .text("state", std::string(given_state(line.state)))
        .text("state_name", line.state);
    return view;
}

View notice_view(const hub::NoticeView& notice, money::Currency currency) {
    View view;
    view.text("html", to_html(notice, currency)).text("day", day(notice.at)).text("date", base::to_date(notice.at));
    return view;
}

/// "9.09 cents": what each of several flattrs would get if the month ended now.
std::string share_so_far(const hub::Dashboard& me) {
    if (me.flattrs_count < 2 || me.reserved.is_zero()) return "";
    constexpr std::int64_t shown_micro = 100;
    const std::int64_t share = me.reserved.micro() / me.flattrs_count;
    const auto amount = money::Amount::from_micro(share - share % shown_micro, me.reserved.currency());
    return amount && !amount.value().is_zero() ? spoken(amount.value()) : "";
}

Page me_page(const Door& door, const hub::Dashboard& me) {
    const money::Currency currency = door.hub.rules().currency;
    const auto line = [&](const hub::LineView& l) { return line_view(door, l); };
    const bool funded = !me.wallet.is_zero() || !me.reserved.is_zero();
    View view;
    view.one("who", identity_view(door, me.identities.front()))
        .text("currency", std::string(currency.code()))
        .text("wallet", money::to_decimal(me.wallet))
        .text("reserved", money::to_decimal(me.reserved))
        .text("revenue", money::to_decimal(me.revenue))
        .text("plan", me.plan.is_zero() ? "" : figure(me.plan))
        .text("plan_value", money::to_decimal(me.plan))
        .text("month", month_name(me.month))
        .text("ends", first_day(me.month.next()))
        .text("ends_date", first_date(me.month.next()))
        .text("flattrs_count", me.flattrs_count > 0 ? counted(me.flattrs_count, "flattr", "flattrs") : "")
        .text("share", share_so_far(me))
        .flag("short", !me.plan.is_zero() && me.flattrs_count > 0 && me.reserved.micro() < me.plan.micro())
        .flag("needs_money", !funded && me.revenue.is_zero())
        .flag("needs_budget", funded && me.plan.is_zero())
        .flag("test_rail", door.hub.rules().test_rail)
        .text("top_up_key", base::random_token())
        .flag("has_revenue", !me.revenue.is_zero())
        .text("revenue_key", base::random_token())
        .list("providers", provider_views(door))
        .flag("choose_provider", door.platforms.providers().size() > 1)
        .list("flattrs", views_of(me.flattrs, [&](const hub::FlattrView& f) { return flattr_view(door, f); }))
        .list("given", views_of(me.given, line))
        .flag("has_given", !me.given.empty())
        .list("received", views_of(me.received, line))
        .flag("has_received", !me.received.empty())
        .list("notices", views_of(me.notices, [&](const hub::NoticeView& n) { return notice_view(n, currency); }))
        .flag("has_notices", !me.notices.empty());
    return {"me", "Your overview", std::move(view)};
}

Awaitable<http::Response> show_dashboard(DoorPtr door, Visitor visitor, std::optional<RefusedForm> refused) {
    hub::ShowDashboard question{visitor.session->member};
    const Result<hub::Dashboard> me = co_await ask(door->hub, &hub::dashboard, std::move(question));
    if (!me) co_return show_refusal(*door, visitor, me.error());
    co_return show_again(*door, visitor, me_page(*door, me.value()), refused);
}

hub::Flattr command_of(base::MemberId giver, const oauth::Resolved& found, bool show_name) {
    return {giver, found.owner, {found.thing_key, found.thing_url, found.thing_title}, show_name};
}

Flash flash_of(const oauth::Resolved& found, const hub::FlattrReceipt& receipt) {
    if (receipt.repeated) return {Message::flattred_before, {title_of(found)}};
    return {receipt.reserved.is_zero() ? Message::flattred_unfunded : Message::flattred, {title_of(found)}};
}

Flash flash_of(const hub::BudgetView& budget) {
    if (budget.plan.is_zero()) return {Message::budget_ended, {}};
    return {Message::budget_set, {figure(budget.plan)}};
}
}  // namespace

Awaitable<http::Response> show_me(DoorPtr door, http::Request request) {
    Entry entry = co_await enter(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    co_return co_await show_dashboard(door, entry.visitor, std::nullopt);
}

Awaitable<http::Response> add_top_up(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const money::Currency currency = door->hub.rules().currency;
    const std::string typed = field(entry.form, "amount");
    RefusedForm refused{"top_up", {{"amount", typed}}, {}};
    const Result<money::Amount> amount = money::Amount::parse(typed, currency, currency.minor_digits());
    if (!amount) {
        refused.error = amount.error();
        co_return co_await show_dashboard(door, entry.visitor, refused);
    }
    hub::TopUp command{entry.visitor.session->member, amount.value(), "test", field(entry.form, "key")};
    const Result<hub::TopUpReceipt> receipt = co_await run(door->hub, &hub::top_up, std::move(command));
    if (!receipt) {
        refused.error = receipt.error();
        co_return co_await show_dashboard(door, entry.visitor, refused);
    }
    const Flash flash{Message::topped_up, std::vector<std::string>(1, figure(receipt.value().amount))};
    co_return go_to(*door, "/me", flash);
}

Awaitable<http::Response> set_budget(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const std::string typed = field(entry.form, "monthly");
    RefusedForm refused{"budget", {{"monthly", typed}}, {}};
    const Result<money::Amount> plan = money::Amount::parse(typed, door->hub.rules().currency);
    if (!plan) {
        refused.error = plan.error();
        co_return co_await show_dashboard(door, entry.visitor, refused);
    }
    hub::SetBudget command{entry.visitor.session->member, plan.value()};
    const Result<hub::BudgetView> budget = co_await run(door->hub, &hub::set_budget, std::move(command));
    if (!budget) {
        refused.error = budget.error();
        co_return co_await show_dashboard(door, entry.visitor, refused);
    }
    co_return go_to(*door, "/me", flash_of(budget.value()));
}

Awaitable<http::Response> add_flattr(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const Wanted wanted = wanted_of(entry.form);
    RefusedForm refused{"flattr", {{"to", wanted.to}}, {}};
    const Result<oauth::Resolved> found = co_await find_wanted(door, wanted);
    if (!found) {
        refused.error = found.error();
        co_return co_await show_dashboard(door, entry.visitor, refused);
    }
    const bool show_name = !field(entry.form, "show_name").empty();
    hub::Flattr command = command_of(entry.visitor.session->member, found.value(), show_name);
    const Result<hub::FlattrReceipt> receipt = co_await run(door->hub, &hub::flattr, std::move(command));
    if (!receipt) {
        refused.error = receipt.error();
        co_return co_await show_dashboard(door, entry.visitor, refused);
    }
    co_return go_to(*door, "/me", flash_of(found.value(), receipt.value()));
}

Awaitable<http::Response> undo_flattr(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    hub::UndoFlattr command{entry.visitor.session->member, field(entry.form, "id")};
    const Result<hub::UndoReceipt> receipt = co_await run(door->hub, &hub::undo_flattr, std::move(command));
    if (!receipt) co_return show_refusal(*door, entry.visitor, receipt.error());
    const Flash flash{Message::flattr_undone, {}};
    co_return go_to(*door, "/me", flash);
}

Awaitable<http::Response> use_revenue(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const std::string typed = field(entry.form, "amount");
    RefusedForm refused{"revenue", {{"amount", typed}}, {}};
    const Result<money::Amount> amount = money::Amount::parse(typed, door->hub.rules().currency);
    if (!amount) {
        refused.error = amount.error();
        co_return co_await show_dashboard(door, entry.visitor, refused);
    }
    hub::UseRevenue command{entry.visitor.session->member, amount.value(), field(entry.form, "key")};
    const Result<hub::UseRevenueReceipt> receipt = co_await run(door->hub, &hub::use_revenue, std::move(command));
    if (!receipt) {
        refused.error = receipt.error();
        co_return co_await show_dashboard(door, entry.visitor, refused);
    }
    const Flash flash{Message::revenue_used, std::vector<std::string>(1, figure(receipt.value().amount))};
    co_return go_to(*door, "/me", flash);
}

}  // namespace obolus::web
