#include "api/routes.hpp"

#include <memory>
#include <utility>

#include "api/door.hpp"
#include "api/problem.hpp"
#include "api/resources.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

void add_routes(http::Router& router, hub::Hub& hub, oauth::Platforms& platforms, hub::SessionCache& sessions,
                Options options) {
    const bool bench_route = options.bench_route;
    const DoorPtr door = std::make_shared<const Door>(Door{hub, platforms, sessions, std::move(options)});
    using Resource = Awaitable<http::Response> (*)(DoorPtr, http::Request);
    const auto add = [&](const char* method, const char* path, Resource resource) {
        router.add(method, path,
                   [door, resource](http::Request request) { return resource(door, std::move(request)); });
    };
    add("GET", "/v1/hub", &show_hub);
    add("GET", "/v1/session", &show_session);
    add("DELETE", "/v1/session", &end_session);
    add("POST", "/v1/account", &open_account);
    add("GET", "/v1/me", &show_me);
    add("GET", "/v1/resolve", &resolve_text);
    add("POST", "/v1/top-ups", &add_top_up);
    add("GET", "/v1/budget", &show_budget);
    add("PUT", "/v1/budget", &put_budget);
    add("GET", "/v1/flattrs", &list_flattrs);
    add("POST", "/v1/flattrs", &add_flattr);
    add("GET", "/v1/claim", &show_claim);
    add("POST", "/v1/claim/accept", &accept_claim);
    add("POST", "/v1/claim/decline", &decline_claim);
    add("GET", "/v1/months", &list_months);
    add("POST", "/v1/months/{month}/close", &close_month);
    add("POST", "/v1/months/running/end", &end_month);
    if (bench_route) add("POST", "/v1/bench/no-op", &add_nothing);
}

http::Response answer_no_route(const http::Request&, const std::string& allow) {
    if (allow.empty()) return problem_response(hub::RequestRefusal::page_unknown);
    http::Response response = problem_response(hub::RequestRefusal::method_not_allowed);
    response.headers.emplace_back("Allow", allow);
    return response;
}

http::Response answer_failure(const http::Request&, int status) {
    http::Response response = problem_response(hub::error_of_status(status));
    response.status = status;
    return response;
}

}  // namespace obolus::api
