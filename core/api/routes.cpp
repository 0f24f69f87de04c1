#include "api/routes.hpp"

#include <array>
#include <memory>
#include <utility>

#include "api/door.hpp"
#include "api/problem.hpp"
#include "api/resources.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

namespace {
using Resource = Awaitable<http::Response> (*)(DoorPtr, http::Request, Caller);

struct Route {
    const char* method;
    const char* path;
    Access access;
    Resource resource;
};

constexpr std::array routes{
    Route{"GET", "/v1/hub", Access::anybody, &show_hub},
    Route{"GET", "/v1/checkpoint", Access::anybody, &show_checkpoint},
    Route{"GET", "/v1/providers", Access::anybody, &list_providers},
    Route{"GET", "/v1/problems", Access::anybody, &list_problems},
    Route{"GET", "/v1/problems/{name}", Access::anybody, &show_problem},
    Route{"GET", "/v1/session", Access::person, &show_session},
    Route{"DELETE", "/v1/session", Access::person, &end_session},
    Route{"POST", "/v1/account", Access::person, &open_account},
    Route{"POST", "/v1/account/leave", Access::member, &leave},
    Route{"GET", "/v1/identities", Access::read, &list_identities},
    Route{"DELETE", "/v1/identities/{id}", Access::member, &unlink_identity},
    Route{"POST", "/v1/opt-out", Access::person, &opt_out},
    Route{"DELETE", "/v1/opt-out", Access::person, &lift_opt_out},
    Route{"GET", "/v1/tokens", Access::member, &list_tokens},
    Route{"POST", "/v1/tokens", Access::member, &add_token},
    Route{"DELETE", "/v1/tokens/{id}", Access::member, &revoke_token},
    Route{"GET", "/v1/me", Access::read, &show_me},
    // Not for strangers: each new text may cost the operator a call to the platform.
    Route{"GET", "/v1/resolve", Access::read, &resolve_text},
    Route{"POST", "/v1/top-ups", Access::manage, &add_top_up},
    Route{"GET", "/v1/wallet", Access::read, &show_wallet},
    Route{"GET", "/v1/revenue", Access::read, &show_revenue},
    Route{"POST", "/v1/revenue/use", Access::manage, &use_revenue},
    Route{"GET", "/v1/statement", Access::read, &show_statement},
    Route{"GET", "/v1/payouts", Access::member, &list_payouts},
    Route{"POST", "/v1/payouts", Access::member, &add_payout},
    Route{"GET", "/v1/budget", Access::read, &show_budget},
    Route{"PUT", "/v1/budget", Access::manage, &put_budget},
    Route{"GET", "/v1/flattrs", Access::read, &list_flattrs},
    Route{"POST", "/v1/flattrs", Access::give, &add_flattr},
    Route{"DELETE", "/v1/flattrs/{id}", Access::give, &undo_flattr},
    Route{"GET", "/v1/gifts", Access::read, &list_gifts},
    Route{"POST", "/v1/gifts", Access::give, &add_gift},
    Route{"POST", "/v1/gifts/{id}/recall", Access::give, &recall_gift},
    Route{"GET", "/v1/claim", Access::person, &show_claim},
    Route{"POST", "/v1/claim/accept", Access::person, &accept_claim},
    Route{"POST", "/v1/claim/decline", Access::person, &decline_claim},
    Route{"POST", "/v1/id-changes/{number}/objection", Access::person, &object_to_id_change},
    // A trace shows everybody's accounts that the money passed.
    Route{"GET", "/v1/trace", Access::operator_only, &trace_money},
    Route{"GET", "/v1/months", Access::operator_only, &list_months},
    Route{"POST", "/v1/months/{month}/close", Access::operator_only, &close_month},
    Route{"POST", "/v1/months/running/end", Access::operator_only, &end_month},
};
constexpr Route bench_route{"POST", "/v1/bench/no-op", Access::give, &add_nothing};

void add_limit_headers(http::Response& response, const http::RateLimit::Standing& standing) {
    if (standing.limit == 0) return;
    response.headers.emplace_back("RateLimit-Limit", std::to_string(standing.limit));
    response.headers.emplace_back("RateLimit-Remaining", std::to_string(standing.remaining));
    response.headers.emplace_back("RateLimit-Reset", std::to_string(standing.full_in.count()));
}

http::Response refuse_for_now(const http::RateLimit::Standing& standing) {
    http::Response response = problem_response(hub::Refusal::rate_limited);
    response.headers.emplace_back("Retry-After", std::to_string(standing.retry_after.count()));
    add_limit_headers(response, standing);
    return response;
}

/// Who proves nothing is counted by address, and so is who proves it wrongly: tokens can't be guessed at any speed.
http::Response refuse_stranger(const Door& door, const Route& route, const std::string& address,
                               const std::error_code& error) {
    const http::RateLimit::Standing standing = door.addresses.take(address);
    if (!standing.allowed) return refuse_for_now(standing);
    http::Response response = refuse_caller(door, route.access, error);
    add_limit_headers(response, standing);
    return response;
}

Awaitable<http::Response> answer_anybody(DoorPtr door, const Route* route, http::Request request) {
    const http::RateLimit::Standing standing = door->addresses.take(http::rate_key_of_address(request.remote));
    if (!standing.allowed) co_return refuse_for_now(standing);
    Caller nobody;
    http::Response response = co_await route->resource(door, std::move(request), std::move(nobody));
    add_limit_headers(response, standing);
    co_return response;
}

Awaitable<http::Response> answer(DoorPtr door, const Route* route, http::Request request) {
    const std::string address = http::rate_key_of_address(request.remote);
    Result<Credentials> credentials = credentials_of(*door, request);
    if (!credentials) co_return refuse_stranger(*door, *route, address, credentials.error());
    // Whoever is known from a moment ago isn't held up by what else comes from the same address.
    const http::RateLimit::Standing strangers = door->addresses.look(address);
    if (!strangers.allowed && !is_known(*door, credentials.value())) co_return refuse_for_now(strangers);
    Result<Caller> caller = co_await find_caller(door, route->access, std::move(credentials.value()));
    if (!caller) co_return refuse_stranger(*door, *route, address, caller.error());

    const http::RateLimit::Standing standing = door->callers.take(caller.value().rate_key);
    if (!standing.allowed) co_return refuse_for_now(standing);
    http::Response response = co_await route->resource(door, std::move(request), std::move(caller.value()));
    add_limit_headers(response, standing);
    co_return response;
}
}  // namespace

void add_routes(http::Router& router, hub::Hub& hub, oauth::Platforms& platforms, hub::SessionCache& sessions,
                Options options) {
    const bool with_bench_route = options.bench_route;
    const DoorPtr door = std::make_shared<const Door>(Door{hub, platforms, sessions, std::move(options)});
    const auto add = [&](const Route& route) {
        const auto answering = route.access == Access::anybody ? &answer_anybody : &answer;
        router.add(route.method, route.path, [door, answering, kept = &route](http::Request request) {
            return answering(door, kept, std::move(request));
        });
    };
    for (const Route& route : routes)
        add(route);
    if (with_bench_route) add(bench_route);
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
