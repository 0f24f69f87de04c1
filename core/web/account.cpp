#include "hub/sign_in.hpp"
#include "web/entry.hpp"
#include "web/resources.hpp"

namespace obolus::web {

namespace {
Page welcome_page(const Door& door, const Visitor& visitor) {
    View view;
    view.one("who", identity_view(door, visitor.session->identities.front()))
        .flag("opted_out", visitor.session->opted_out);
    return {"welcome", "Open an account", std::move(view)};
}
}  // namespace

Awaitable<http::Response> show_welcome(DoorPtr door, http::Request request) {
    Entry entry = co_await enter(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    if (entry.visitor.is_member()) co_return http::redirect_response("/me");
    co_return show(*door, entry.visitor, welcome_page(*door, entry.visitor));
}

Awaitable<http::Response> open_account(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    hub::OpenAccount command{entry.visitor.token};
    const Result<hub::SessionView> session = co_await run(door->hub, &hub::open_account, std::move(command));
    door->sessions.forget_all();
    if (!session) co_return show_refusal(*door, entry.visitor, session.error());
    const Flash flash{Message::account_opened, {}};
    co_return go_to(*door, "/me", flash);
}

}  // namespace obolus::web
