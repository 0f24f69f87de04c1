#include "hub/leave.hpp"

#include "base/crypto.hpp"
#include "http/cookie.hpp"
#include "hub/balances.hpp"
#include "hub/refusals.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"

namespace obolus::web {

namespace {
constexpr const char* this_page = "/settings/leave";

Page leave_page(const Door& door, const hub::Balances& me) {
    View view;
    view.text("wallet", figure(me.wallet))
        .text("revenue", figure(me.revenue))
        .flag("any_money", !me.wallet.is_zero() || !me.revenue.is_zero())
        .text("reserved", me.reserved.is_zero() ? "" : figure(me.reserved))
        .text("month", month_name(me.month))
        .flag("test_rail", door.hub.rules().test_rail)
        .text("key", base::random_token());
    return {"leave", "Close your account", std::move(view)};
}

Awaitable<http::Response> show_leave_page(DoorPtr door, Visitor visitor, std::optional<RefusedForm> refused) {
    hub::ShowBalances question{visitor.session->member};
    const Result<hub::Balances> me = co_await ask(door->hub, &hub::balances, std::move(question));
    if (!me) co_return show_refusal(*door, visitor, me.error());
    co_return show_again(*door, visitor, leave_page(*door, me.value()), refused);
}
}  // namespace

Awaitable<http::Response> show_leave(DoorPtr door, http::Request request) {
    Entry entry = co_await enter(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    co_return co_await show_leave_page(door, entry.visitor, std::nullopt);
}

Awaitable<http::Response> leave(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const std::string destination = field(entry.form, "destination");
    RefusedForm refused{"leave", {{"destination", destination}}, {}};
    if (field(entry.form, "sure").empty()) {
        refused.error = hub::RequestRefusal::field_missing;
        co_return co_await show_leave_page(door, entry.visitor, refused);
    }
    hub::Leave command{entry.visitor.token, destination.empty() ? "" : "test", destination, field(entry.form, "key")};
    const Result<hub::LeaveReceipt> receipt = co_await run(door->hub, &hub::leave, std::move(command));
    door->sessions.forget_all();
    if (!receipt && receipt.error() == hub::Refusal::sign_in_not_recent)
        co_return show_refusal(*door, entry.visitor, receipt.error(), this_page);
    if (!receipt) {
        refused.error = receipt.error();
        co_return co_await show_leave_page(door, entry.visitor, refused);
    }
    Flash flash{Message::account_closed_empty, {}};
    if (!receipt.value().paid_out.is_zero()) flash = {Message::account_closed, {figure(receipt.value().paid_out)}};
    http::Response response = go_to(*door, "/", flash);
    response.headers.push_back(http::clear_host_cookie(hub::session_cookie));
    co_return response;
}

}  // namespace obolus::web
