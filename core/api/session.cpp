#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "http/cookie.hpp"
#include "hub/sign_in.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
json::object body_of(const Door& door, const hub::SessionView& session, const std::string& token) {
    json::object body{{"identities", to_json_array(session.identities)},
                      {"member", nullptr},
                      {"operator", session.is_operator},
                      {"opted_out", session.opted_out},
                      {"signed_in_at", base::to_rfc3339(session.signed_in_at)},
                      {"expires_at", base::to_rfc3339(session.expires_at)},
                      {"csrf_token", csrf_token_of(door, token)}};
    if (session.member) body["member"] = door.hub.rules().hub_id + "/m/" + std::to_string(session.member.value);
    return body;
}
}  // namespace

Awaitable<http::Response> show_session(DoorPtr door, http::Request, Caller caller) {
    co_return json_response(200, body_of(*door, caller.session, caller.session_token));
}

Awaitable<http::Response> end_session(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    hub::SignOut command{caller.session_token};
    const Result<hub::Done> done = co_await run(door->hub, &hub::sign_out, std::move(command));
    door->sessions.forget(caller.session_token);
    if (!done) co_return problem_response(done.error());
    http::Response response;
    response.status = 204;
    response.headers.push_back(http::clear_host_cookie(hub::session_cookie));
    co_return response;
}

Awaitable<http::Response> open_account(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    hub::OpenAccount command{caller.session_token};
    const Result<hub::SessionView> session = co_await run(door->hub, &hub::open_account, std::move(command));
    door->sessions.forget_all();
    if (!session) co_return problem_response(session.error());
    co_return json_response(201, body_of(*door, session.value(), caller.session_token));
}

}  // namespace obolus::api
