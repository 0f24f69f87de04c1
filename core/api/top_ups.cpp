#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/top_up.hpp"

namespace obolus::api {

namespace {
boost::json::object body_of(const hub::TopUpReceipt& receipt) {
    return {{"id", receipt.id},
            {"amount", to_json(receipt.amount)},
            {"wallet", to_json(receipt.wallet)},
            {"reserved", to_json(receipt.reserved)},
            {"repeated", receipt.repeated}};
}
}  // namespace

Awaitable<http::Response> add_top_up(DoorPtr door, http::Request request, Caller caller) {
    Result<KeyedFields> read = read_keyed(request);
    if (!read) co_return problem_response(read.error());
    Fields& fields = read.value().fields;
    const money::Currency currency = door->hub.rules().currency;
    constexpr std::size_t rail_bytes_max = 64;
    const std::string rail = fields.text("rail", rail_bytes_max);
    const money::Amount amount = fields.amount("amount", currency, currency.minor_digits());
    fields.currency("currency", currency);
    const auto problems = fields.problems();
    if (!problems.empty()) co_return problem_response(problems);
    if (amount.is_zero()) co_return problem_response(money::Refusal::amount_zero, "amount");

    hub::TopUp command{caller.member, amount, rail, std::move(read.value().key)};
    const Result<hub::TopUpReceipt> receipt = co_await run(door->hub, &hub::top_up, std::move(command));
    if (!receipt) co_return problem_response(receipt.error());
    co_return json_response(receipt.value().repeated ? 200 : 201, body_of(receipt.value()));
}

}  // namespace obolus::api
