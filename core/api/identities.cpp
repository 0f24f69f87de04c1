#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "hub/dashboard.hpp"

namespace obolus::api {

Awaitable<http::Response> list_identities(DoorPtr door, http::Request, Caller caller) {
    const hub::ShowDashboard question{caller.member};
    const Result<hub::Dashboard> me = co_await ask(door->hub, &hub::dashboard, question);
    if (!me) co_return problem_response(me.error());
    co_return json_response(200, {{"identities", to_json_array(me.value().identities)}});
}

}  // namespace obolus::api
