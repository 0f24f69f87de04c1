#include "hub/refusals.hpp"
#include "hub/sign_in.hpp"
#include "web/page.hpp"
#include "web/resources.hpp"

namespace obolus::web {

namespace {
Page welcome_page(const Door& door, const Visitor& visitor) {
    View view;
    view.one("who", identity_view(door, visitor.session->identities.front()));
    return {"welcome", "Open an account", std::move(view)};
}
}  // namespace

Awaitable<http::Response> show_welcome(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, std::move(request));
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    if (!visitor.value().signed_in()) co_return http::redirect_response("/sign-in?to=/welcome");
    if (visitor.value().is_member()) co_return http::redirect_response("/me");
    co_return show(*door, visitor.value(), welcome_page(*door, visitor.value()));
}

Awaitable<http::Response> open_account(DoorPtr door, http::Request request) {
    const Result<Visitor> visitor = co_await find_visitor(door, request);
    if (!visitor) co_return show_refusal(*door, {}, visitor.error());
    const Result<http::Fields> form = read_session_form(*door, request, visitor.value());
    if (!form) co_return show_refusal(*door, visitor.value(), form.error());
    hub::OpenAccount command{visitor.value().token};
    const Result<hub::SessionView> session = co_await run(door->hub, &hub::open_account, std::move(command));
    door->sessions.forget_all();
    if (!session) co_return show_refusal(*door, visitor.value(), session.error());
    const Flash flash{Message::account_opened, {}};
    co_return go_to(*door, "/me", flash);
}

}  // namespace obolus::web
