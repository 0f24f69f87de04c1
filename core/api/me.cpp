#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/dashboard.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
json::object body_of(const hub::Dashboard& me) {
    return {{"identities", to_json_array(me.identities)},
            {"wallet", to_json(me.wallet)},
            {"budget", budget_json(me.plan, me.reserved, me.wallet)},
            {"revenue", to_json(me.revenue)},
            {"month", base::to_string(me.month)},
            {"month_ends_at", base::to_rfc3339(me.month_ends_at)},
            {"flattrs_count", me.flattrs_count},
            {"flattrs", to_json_array(me.flattrs)},
            {"given", to_json_array(me.given)},
            {"received", to_json_array(me.received)},
            {"notices", to_json_array(me.notices)}};
}
}  // namespace

Awaitable<http::Response> show_me(DoorPtr door, http::Request, Caller caller) {
    hub::ShowDashboard question{caller.member};
    const Result<hub::Dashboard> me = co_await ask(door->hub, &hub::dashboard, std::move(question));
    if (!me) co_return problem_response(me.error());
    co_return json_response(200, body_of(me.value()));
}

}  // namespace obolus::api
