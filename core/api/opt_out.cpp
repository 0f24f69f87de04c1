#include "hub/opt_out.hpp"

#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace obolus::api {

namespace {
boost::json::object body_of(const hub::OptOutReceipt& receipt) {
    return {{"returned", to_json(receipt.returned)}, {"givers", receipt.givers}, {"identities", receipt.identities}};
}
}  // namespace

Awaitable<http::Response> opt_out(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    hub::OptOut command{caller.session_token};
    const Result<hub::OptOutReceipt> receipt = co_await run(door->hub, &hub::opt_out, std::move(command));
    door->sessions.forget_all();
    if (!receipt) co_return problem_response(receipt.error());
    co_return json_response(200, body_of(receipt.value()));
}

Awaitable<http::Response> lift_opt_out(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    hub::LiftOptOut command{caller.session_token};
    const Result<hub::OptOutReceipt> receipt = co_await run(door->hub, &hub::lift_opt_out, std::move(command));
    door->sessions.forget_all();
    if (!receipt) co_return problem_response(receipt.error());
    co_return json_response(200, body_of(receipt.value()));
}

}  // namespace obolus::api
