#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/use_revenue.hpp"

namespace obolus::api {

Awaitable<http::Response> use_revenue(DoorPtr door, http::Request request, Caller caller) {
    Result<KeyedFields> read = read_keyed(request);
    if (!read) co_return problem_response(read.error());
    Fields& fields = read.value().fields;
    const money::Currency currency = door->hub.rules().currency;
    constexpr int decimals_max = 6;
    const money::Amount amount = fields.amount("amount", currency, decimals_max);
    fields.currency("currency", currency);
    const std::vector<Problem> problems = fields.problems();
    if (!problems.empty()) co_return problem_response(problems);

    hub::UseRevenue command{caller.member, amount, std::move(read.value().key)};
    const Result<hub::UseRevenueReceipt> receipt = co_await run(door->hub, &hub::use_revenue, std::move(command));
    if (!receipt) co_return problem_response(receipt.error());
    const hub::UseRevenueReceipt& used = receipt.value();
    co_return json_response(used.repeated ? 200 : 201, {{"id", used.id},
                                                        {"amount", to_json(used.amount)},
                                                        {"revenue", to_json(used.revenue)},
                                                        {"wallet", to_json(used.wallet)},
                                                        {"reserved", to_json(used.reserved)},
                                                        {"repeated", used.repeated}});
}

}  // namespace obolus::api
