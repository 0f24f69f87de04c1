#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/dashboard.hpp"
#include "hub/set_budget.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
Awaitable<Result<hub::Dashboard>> find_dashboard(DoorPtr door, Result<std::string> token) {
    if (!token) co_return token.error();
    const Result<base::MemberId> member = co_await find_member(door, token.value());
    if (!member) co_return member.error();
    hub::ShowDashboard question{member.value()};
    Result<hub::Dashboard> dashboard = co_await ask(door->hub, &hub::dashboard, std::move(question));
    co_return dashboard;
}

json::object budget_json(const money::Amount& plan, const money::Amount& reserved, const money::Amount& wallet) {
    return {{"monthly", to_json(plan)}, {"reserved", to_json(reserved)}, {"wallet", to_json(wallet)}};
}

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

json::object flattrs_json(const hub::Dashboard& me) {
    return {{"month", base::to_string(me.month)},
            {"month_ends_at", base::to_rfc3339(me.month_ends_at)},
            {"count", me.flattrs_count},
            {"flattrs", to_json_array(me.flattrs)}};
}
}  // namespace

Awaitable<http::Response> show_me(DoorPtr door, http::Request request) {
    Result<std::string> token = token_for_reading(request);
    const Result<hub::Dashboard> found = co_await find_dashboard(door, std::move(token));
    if (!found) co_return problem_response(found.error());
    co_return json_response(200, body_of(found.value()));
}

Awaitable<http::Response> list_flattrs(DoorPtr door, http::Request request) {
    Result<std::string> token = token_for_reading(request);
    const Result<hub::Dashboard> found = co_await find_dashboard(door, std::move(token));
    if (!found) co_return problem_response(found.error());
    co_return json_response(200, flattrs_json(found.value()));
}

Awaitable<http::Response> show_budget(DoorPtr door, http::Request request) {
    Result<std::string> token = token_for_reading(request);
    const Result<hub::Dashboard> found = co_await find_dashboard(door, std::move(token));
    if (!found) co_return problem_response(found.error());
    co_return json_response(200, budget_json(found.value().plan, found.value().reserved, found.value().wallet));
}

Awaitable<http::Response> put_budget(DoorPtr door, http::Request request) {
    const Result<std::string> token = token_for_changing(*door, request);
    if (!token) co_return problem_response(token.error());
    const Result<base::MemberId> member = co_await find_member(door, token.value());
    if (!member) co_return problem_response(member.error());
    Result<Fields> fields = Fields::read(request);
    if (!fields) co_return problem_response(fields.error());
    constexpr int decimals_max = 6;
    const money::Amount plan = fields.value().amount("monthly", door->hub.rules().currency, decimals_max);
    if (const auto problems = fields.value().problems(); !problems.empty()) co_return problem_response(problems);

    hub::SetBudget command{member.value(), plan};
    const Result<hub::BudgetView> budget = co_await run(door->hub, &hub::set_budget, std::move(command));
    if (!budget) co_return problem_response(budget.error());
    co_return json_response(200, budget_json(budget.value().plan, budget.value().reserved, budget.value().wallet));
}

}  // namespace obolus::api
