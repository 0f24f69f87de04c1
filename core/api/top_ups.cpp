#include <string_view>

#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/refusals.hpp"
#include "hub/top_up.hpp"

namespace obolus::api {

namespace {
/// The header's value with or without the quotes of a structured field (RFC 8941).
std::string unquoted(std::string_view value) {
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
}

boost::json::object body_of(const hub::TopUpReceipt& receipt) {
    return {{"id", receipt.id},
            {"amount", to_json(receipt.amount)},
            {"wallet", to_json(receipt.wallet)},
            {"reserved", to_json(receipt.reserved)},
            {"repeated", receipt.repeated}};
}
}  // namespace

Awaitable<http::Response> add_top_up(DoorPtr door, http::Request request) {
    const Result<std::string> token = token_for_changing(*door, request);
    if (!token) co_return problem_response(token.error());
    const Result<base::MemberId> member = co_await find_member(door, token.value());
    if (!member) co_return problem_response(member.error());
    const auto key = request.header("idempotency-key");
    if (!key) co_return problem_response(hub::Refusal::idempotency_key_missing);

    Result<Fields> read = Fields::read(request);
    if (!read) co_return problem_response(read.error());
    Fields& fields = read.value();
    const money::Currency currency = door->hub.rules().currency;
    constexpr std::size_t rail_bytes_max = 64;
    const std::string rail = fields.text("rail", rail_bytes_max);
    const money::Amount amount = fields.amount("amount", currency, currency.minor_digits());
    fields.currency("currency", currency);
    const auto problems = fields.problems();
    if (!problems.empty()) co_return problem_response(problems);
    if (amount.is_zero()) co_return problem_response(money::Refusal::amount_zero, "amount");

    hub::TopUp command{member.value(), amount, rail, unquoted(*key)};
    const Result<hub::TopUpReceipt> receipt = co_await run(door->hub, &hub::top_up, std::move(command));
    if (!receipt) co_return problem_response(receipt.error());
    co_return json_response(receipt.value().repeated ? 200 : 201, body_of(receipt.value()));
}

}  // namespace obolus::api
