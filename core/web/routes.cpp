#include "web/routes.hpp"

#include <memory>
#include <utility>

#include "http/cookie.hpp"
#include "hub/refusals.hpp"
#include "web/door.hpp"
#include "web/page.hpp"
#include "web/resources.hpp"

namespace obolus::web {

void add_routes(http::Router& router, hub::Hub& hub, oauth::Platforms& platforms, hub::SessionCache& sessions,
                Options options) {
    const DoorPtr door = std::make_shared<const Door>(Door{hub, platforms, sessions, std::move(options)});
    using Resource = Awaitable<http::Response> (*)(DoorPtr, http::Request);
    const auto add = [&](const char* method, const char* path, Resource resource) {
        router.add(method, path,
                   [door, resource](http::Request request) { return resource(door, std::move(request)); });
    };
    add("GET", "/", &show_home);
    add("GET", "/problems/{name}", &show_problem);
    add("GET", "/static/{file}", &show_static);
    add("GET", "/sign-in", &show_sign_in);
    add("POST", "/sign-in", &start_sign_in);
    add("GET", "/callback/{provider}", &finish_sign_in);
    add("POST", "/sign-out", &sign_out);
    add("GET", "/welcome", &show_welcome);
    add("POST", "/account", &open_account);
    add("POST", "/link", &start_link);
    add("GET", "/me", &show_me);
    add("POST", "/me/top-up", &add_top_up);
    add("POST", "/me/budget", &set_budget);
    add("POST", "/me/flattr", &add_flattr);
    add("POST", "/me/undo", &undo_flattr);
    add("POST", "/me/use-revenue", &use_revenue);
    add("GET", "/give", &show_give);
    add("POST", "/me/find", &find_recipient);
    add("GET", "/me/gifts", &show_gifts);
    add("POST", "/me/gifts", &add_gift);
    add("POST", "/me/gifts/recall", &recall_gift);
    add("GET", "/me/wallet", &show_wallet);
    add("GET", "/me/revenue", &show_revenue);
    add("GET", "/t/{number}", &show_trace);
    add("GET", "/f/{number}", &show_trace);
    add("GET", "/p/{number}", &show_trace);
    add("GET", "/me/payouts", &show_payouts);
    add("POST", "/me/payouts", &add_payout);
    add("GET", "/me/id-changes/{number}", &show_id_change);
    add("POST", "/me/id-changes/{number}", &object_to_id_change);
    add("GET", "/settings", &show_settings);
    add("POST", "/settings/unlink", &unlink_identity);
    add("POST", "/settings/tokens", &add_token);
    add("POST", "/settings/tokens/revoke", &revoke_token);
    add("POST", "/opt-out", &opt_out);
    add("POST", "/opt-out/lift", &lift_opt_out);
    add("GET", "/settings/leave", &show_leave);
    add("POST", "/settings/leave", &leave);
    add("GET", "/claim", &show_claim);
    add("POST", "/claim/accept", &accept_claim);
    add("POST", "/claim/decline", &decline_claim);
    add("GET", "/operator", &show_months);
    add("POST", "/operator/months/{month}/close", &close_month);
    add("POST", "/operator/end-month", &end_month);
    router.on_response(
        [door](const http::Request&, http::Response& response) { add_security_headers(door->options, response); });
}

struct ErrorPages::State {
    Door door;

    /// From memory alone: an error page asks no thread who is looking.
    Visitor visitor_of(const http::Request& request) const {
        Visitor visitor;
        const auto token = request.cookie(http::host_cookie_name(hub::session_cookie));
        if (!token) return visitor;
        visitor.session = door.sessions.find(*token);
        if (visitor.session) visitor.token = *token;
        return visitor;
    }
};

ErrorPages::ErrorPages(hub::Hub& hub, oauth::Platforms& platforms, hub::SessionCache& sessions, Options options)
    : state_(std::make_shared<const State>(State{{hub, platforms, sessions, std::move(options)}})) {}

http::Response ErrorPages::no_route(const http::Request& request, const std::string& allow) const {
    const std::error_code error =
        allow.empty() ? hub::RequestRefusal::page_unknown : hub::RequestRefusal::method_not_allowed;
    http::Response response = show_refusal(state_->door, state_->visitor_of(request), error);
    if (!allow.empty()) response.headers.emplace_back("Allow", allow);
    return response;
}

http::Response ErrorPages::failure(const http::Request& request, int status) const {
    http::Response response = show_refusal(state_->door, state_->visitor_of(request), hub::error_of_status(status));
    response.status = status;
    return response;
}

}  // namespace obolus::web
