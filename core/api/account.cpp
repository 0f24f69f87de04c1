#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "http/cookie.hpp"
#include "hub/leave.hpp"

namespace obolus::api {

namespace {
constexpr std::size_t rail_bytes_max = 64;
constexpr std::size_t destination_bytes_max = 256;

boost::json::object body_of(const hub::LeaveReceipt& receipt) {
    return {{"paid_out", to_json(receipt.paid_out)},
            {"stays", to_json(receipt.stays)},
            {"reserved", to_json(receipt.reserved)},
            {"payout", receipt.payout_id.empty() ? boost::json::value() : boost::json::value(receipt.payout_id)}};
}
}  // namespace

// A POST of its own and not DELETE /v1/account: where the money goes stands in the body, and a DELETE has none (RFC
// 9110, section 9.3.5).
Awaitable<http::Response> leave(DoorPtr door, http::Request request, Caller caller) {
    Result<std::string> key = idempotency_key_of(request);
    if (!key) co_return problem_response(key.error());
    Result<Fields> read = Fields::read(request);
    if (!read) co_return problem_response(read.error());
    Fields& fields = read.value();
    std::string rail = fields.optional_text("rail", rail_bytes_max);
    std::string destination = fields.optional_text("destination", destination_bytes_max);
    const std::vector<Problem> problems = fields.problems();
    if (!problems.empty()) co_return problem_response(problems);

    hub::Leave command{caller.session_token, std::move(rail), std::move(destination), std::move(key.value())};
    const Result<hub::LeaveReceipt> receipt = co_await run(door->hub, &hub::leave, std::move(command));
    door->sessions.forget_all();
    if (!receipt) co_return problem_response(receipt.error());
    http::Response response = json_response(200, body_of(receipt.value()));
    response.headers.push_back(http::clear_host_cookie(hub::session_cookie));
    co_return response;
}

}  // namespace obolus::api
