#include "base/crypto.hpp"
#include "hub/dashboard.hpp"
#include "hub/flattr.hpp"
#include "hub/refusals.hpp"
#include "hub/set_budget.hpp"
#include "hub/top_up.hpp"
#include "web/format.hpp"
#include "web/page.hpp"
#include "web/resources.hpp"
#include "web/texts.hpp"

namespace obolus::web {

namespace {
/// A form of this page that was refused: the page is shown again with what was typed and what is wrong with it.
struct RefusedForm {
    std::string name;  ///< "flattr", "budget", "top_up"
    std::string typed;
    std::error_code error;
};

void add_thing(View& view, const std::string& title, const std::string& url, const std::string& key) {
    view.text("title", title.empty() ? key : title).text("url", link_or_nothing(url));
}

View flattr_view(const Door& door, const hub::FlattrView& flattr) {
    View view;
    add_thing(view, flattr.thing_title, flattr.thing_url, flattr.thing_key);
    view.one("who", identity_view(door, flattr.owner))
        .text("day", day(flattr.at))
        .text("date", base::to_date(flattr.at));
    return view;
}

View line_view(const Door& door, const hub::LineView& line) {
    View view;
    add_thing(view, line.thing_title, line.thing_url, line.thing_key);
    view.one("who", identity_view(door, line.identity))
        .text("id", line.id)
        .text("month", month_name(line.month))
        .text("amount", figure(line.amount))
        .text("state", std::string(given_state(line.state)))
        .text("state_name", line.state);
    return view;
}

View notice_view(const hub::NoticeView& notice) {
    return View{}.text("html", to_html(notice)).text("day", day(notice.at)).text("date", base::to_date(notice.at));
}

template <class Item, class Make>
std::vector<View> views_of(const std::vector<Item>& items, Make make) {
    std::vector<View> views;
    for (const Item& item : items)
        views.push_back(make(item));
    return views;
}

/// "9.09 cents": what each of several flattrs would get if the month ended now.
std::string share_so_far(const hub::Dashboard& me) {
    if (me.flattrs_count < 2 || me.reserved.is_zero()) return "";
    constexpr std::int64_t shown_micro = 100;
    const std::int64_t share = me.reserved.micro() / me.flattrs_count;
    const auto amount = money::Amount::from_micro(share - share % shown_micro, me.reserved.currency());
    return amount && !amount.value().is_zero() ? spoken(amount.value()) : "";
}

void add_refused(View& view, const RefusedForm& refused) {
    const hub::RefusalRow& row = hub::describe(refused.error);
    view.one(refused.name + "_refused", View{}
                                            .text("title", std::string(row.title))
                                            .text("why", std::string(row.why))
                                            .text("next", std::string(row.next)))
        .text(refused.name + "_typed", refused.typed);
}

Page me_page(const Door& door, const hub::Dashboard& me, const std::optional<RefusedForm>& refused) {
    const money::Currency currency = door.hub.rules().currency;
    const auto line = [&](const hub::LineView& l) { return line_view(door, l); };
    const bool funded = !me.wallet.is_zero() || !me.reserved.is_zero();
    View view;
    if (refused) add_refused(view, *refused);
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
        .list("providers", provider_views(door))
        .flag("choose_provider", door.platforms.providers().size() > 1)
        .list("flattrs", views_of(me.flattrs, [&](const hub::FlattrView& f) { return flattr_view(door, f); }))
        .list("given", views_of(me.given, line))
        .flag("has_given", !me.given.empty())
        .list("received", views_of(me.received, line))
        .flag("has_received", !me.received.empty())
        .list("notices", views_of(me.notices, notice_view))
        .flag("has_notices", !me.notices.empty());
    return {"me", "Your overview", std::move(view), refused ? hub::describe(refused->error).status : 200};
}

Awaitable<http::Response> show_dashboard(DoorPtr door, Visitor visitor, std::optional<RefusedForm> refused) {
    hub::ShowDashboard question{visitor.session->member};
    const Result<hub::Dashboard> me = co_await ask(door->hub, &hub::dashboard, std::move(question));
    if (!me) co_return show_refusal(*door, visitor, me.error());
    http::Response response = show(*door, visitor, me_page(*door, me.value(), refused));
    if (refused) response.refusal = hub::describe(refused->error).name;
    co_return response;
}

/// A member's form. Refusals: those of read_session_form, account_needed.
Result<http::Fields> read_member_form(const Door& door, const http::Request& request, const Visitor& visitor) {
    Result<http::Fields> form = read_session_form(door, request, visitor);
    if (form && !visitor.is_member()) return hub::Refusal::account_needed;
    return form;
}

hub::Flattr command_of(base::MemberId giver, const oauth::Resolved& found) {
    return {giver, found.owner, {found.thing_key, found.thing_url, found.thing_title}};
}

Flash flash_of(const oauth::Resolved& found, const hub::FlattrReceipt& receipt) {
    const std::string what = found.thing_title.empty() ? display_name(found.owner) : found.thing_title;
    if (receipt.repeated) return {Message::flattred_before, {what}};
    return {receipt.reserved.is_zero() ? Message::flattred_unfunded : Message::flattred, {what}};
}

Flash flash_of(const hub::BudgetView& budget) {
    if (budget.plan.is_zero()) return {Message::budget_ended, {}};
    return {Message::budget_set, {figure(budget.plan)}};
}
}  // namespace

Awaitable<http::Response> show_me(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, std::move(request));
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    if (!visitor.value().signed_in()) co_return http::redirect_response("/sign-in?to=/me");
    if (!visitor.value().is_member()) co_return http::redirect_response("/welcome");
    co_return co_await show_dashboard(door, visitor.value(), std::nullopt);
}

Awaitable<http::Response> add_top_up(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, request);
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    const Result<http::Fields> form = read_member_form(*door, request, visitor.value());
    if (!form) co_return show_refusal(*door, visitor.value(), form.error());

    const money::Currency currency = door->hub.rules().currency;
    RefusedForm refused{"top_up", field(form.value(), "amount"), {}};
    const Result<money::Amount> amount = money::Amount::parse(refused.typed, currency, currency.minor_digits());
    if (!amount) {
        refused.error = amount.error();
        co_return co_await show_dashboard(door, visitor.value(), refused);
    }
    hub::TopUp command{visitor.value().session->member, amount.value(), "test", field(form.value(), "key")};
    const Result<hub::TopUpReceipt> receipt = co_await run(door->hub, &hub::top_up, std::move(command));
    if (!receipt) {
        refused.error = receipt.error();
        co_return co_await show_dashboard(door, visitor.value(), refused);
    }
    const Flash flash{Message::topped_up, std::vector<std::string>(1, figure(receipt.value().amount))};
    co_return go_to(*door, "/me", flash);
}

Awaitable<http::Response> set_budget(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, request);
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    const Result<http::Fields> form = read_member_form(*door, request, visitor.value());
    if (!form) co_return show_refusal(*door, visitor.value(), form.error());

    RefusedForm refused{"budget", field(form.value(), "monthly"), {}};
    const Result<money::Amount> plan = money::Amount::parse(refused.typed, door->hub.rules().currency);
    if (!plan) {
        refused.error = plan.error();
        co_return co_await show_dashboard(door, visitor.value(), refused);
    }
    hub::SetBudget command{visitor.value().session->member, plan.value()};
    const Result<hub::BudgetView> budget = co_await run(door->hub, &hub::set_budget, std::move(command));
    if (!budget) {
        refused.error = budget.error();
        co_return co_await show_dashboard(door, visitor.value(), refused);
    }
    co_return go_to(*door, "/me", flash_of(budget.value()));
}

Awaitable<http::Response> add_flattr(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, request);
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    const Result<http::Fields> form = read_member_form(*door, request, visitor.value());
    if (!form) co_return show_refusal(*door, visitor.value(), form.error());

    RefusedForm refused{"flattr", field(form.value(), "to"), {}};
    constexpr std::size_t to_bytes_max = 2048;
    if (refused.typed.empty()) refused.error = hub::RequestRefusal::field_empty;
    if (refused.typed.size() > to_bytes_max) refused.error = hub::RequestRefusal::field_too_long;
    if (refused.error) co_return co_await show_dashboard(door, visitor.value(), refused);
    std::string provider = field(form.value(), "provider");
    const Result<oauth::Resolved> found = co_await door->platforms.resolve(refused.typed, std::move(provider));
    if (!found) {
        refused.error = found.error();
        co_return co_await show_dashboard(door, visitor.value(), refused);
    }
    hub::Flattr command = command_of(visitor.value().session->member, found.value());
    const Result<hub::FlattrReceipt> receipt = co_await run(door->hub, &hub::flattr, std::move(command));
    if (!receipt) {
        refused.error = receipt.error();
        co_return co_await show_dashboard(door, visitor.value(), refused);
    }
    co_return go_to(*door, "/me", flash_of(found.value(), receipt.value()));
}

}  // namespace obolus::web
