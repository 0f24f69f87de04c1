#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "claims/refusal.hpp"
#include "hub/dashboard.hpp"
#include "hub/unlink_identity.hpp"

namespace obolus::api {

Awaitable<http::Response> list_identities(DoorPtr door, http::Request, Caller caller) {
    const hub::ShowDashboard question{caller.member};
    const Result<hub::Dashboard> me = co_await ask(door->hub, &hub::dashboard, question);
    if (!me) co_return problem_response(me.error());
    co_return json_response(200, {{"identities", to_json_array(me.value().identities)}});
}

Awaitable<http::Response> unlink_identity(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    std::optional<identity::Key> key = identity::parse_key(request.parameter("id"));
    if (!key) co_return problem_response(claims::Refusal::identity_not_linked);
    hub::UnlinkIdentity command{caller.session_token, *std::move(key)};
    const Result<hub::UnlinkReceipt> receipt = co_await run(door->hub, &hub::unlink_identity, std::move(command));
    door->sessions.forget_all();
    if (!receipt) co_return problem_response(receipt.error());
    co_return json_response(200, {{"identities", receipt.value().identities}});
}

}  // namespace obolus::api
