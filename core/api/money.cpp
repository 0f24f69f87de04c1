#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/balances.hpp"
#include "hub/set_budget.hpp"

namespace obolus::api {

Awaitable<http::Response> show_wallet(DoorPtr door, http::Request, Caller caller) {
    const hub::ShowBalances question{caller.member};
    const Result<hub::Balances> money = co_await ask(door->hub, &hub::balances, question);
    if (!money) co_return problem_response(money.error());
    co_return json_response(200,
                            {{"wallet", to_json(money.value().wallet)}, {"reserved", to_json(money.value().reserved)}});
}

Awaitable<http::Response> show_revenue(DoorPtr door, http::Request, Caller caller) {
    const hub::ShowBalances question{caller.member};
    const Result<hub::Balances> money = co_await ask(door->hub, &hub::balances, question);
    if (!money) co_return problem_response(money.error());
    co_return json_response(200, {{"revenue", to_json(money.value().revenue)}});
}

Awaitable<http::Response> show_budget(DoorPtr door, http::Request, Caller caller) {
    const hub::ShowBalances question{caller.member};
    const Result<hub::Balances> money = co_await ask(door->hub, &hub::balances, question);
    if (!money) co_return problem_response(money.error());
    const hub::Balances& has = money.value();
    co_return json_response(200, budget_json(has.plan, has.reserved, has.wallet));
}

Awaitable<http::Response> put_budget(DoorPtr door, http::Request request, Caller caller) {
    Result<Fields> fields = Fields::read(request);
    if (!fields) co_return problem_response(fields.error());
    constexpr int decimals_max = 6;
    const money::Amount plan = fields.value().amount("monthly", door->hub.rules().currency, decimals_max);
    const std::vector<Problem> problems = fields.value().problems();
    if (!problems.empty()) co_return problem_response(problems);

    hub::SetBudget command{caller.member, plan};
    const Result<hub::BudgetView> budget = co_await run(door->hub, &hub::set_budget, std::move(command));
    if (!budget) co_return problem_response(budget.error());
    co_return json_response(200, budget_json(budget.value().plan, budget.value().reserved, budget.value().wallet));
}

}  // namespace obolus::api
