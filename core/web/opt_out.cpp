#include "hub/opt_out.hpp"

#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"

namespace obolus::web {

Awaitable<http::Response> opt_out(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    hub::OptOut command{entry.visitor.token};
    const Result<hub::OptOutReceipt> receipt = co_await run(door->hub, &hub::opt_out, std::move(command));
    door->sessions.forget_all();
    if (!receipt) co_return show_refusal(*door, entry.visitor, receipt.error());
    Flash flash{Message::opted_out_of_nothing, {}};
    if (!receipt.value().returned.is_zero())
        flash = {Message::opted_out, {spoken(receipt.value().returned), people(receipt.value().givers)}};
    co_return go_to(*door, "/settings", flash);
}

Awaitable<http::Response> lift_opt_out(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    hub::LiftOptOut command{entry.visitor.token};
    const Result<hub::OptOutReceipt> receipt = co_await run(door->hub, &hub::lift_opt_out, std::move(command));
    door->sessions.forget_all();
    if (!receipt) co_return show_refusal(*door, entry.visitor, receipt.error());
    const Flash flash{Message::opt_out_lifted, {}};
    co_return go_to(*door, "/claim", flash);
}

}  // namespace obolus::web
