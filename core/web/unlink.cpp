#include "hub/unlink_identity.hpp"
#include "web/entry.hpp"
#include "web/resources.hpp"

namespace obolus::web {

Awaitable<http::Response> unlink_identity(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const std::optional<identity::Key> key = identity::parse_key(field(entry.form, "identity"));
    if (!key) co_return show_refusal(*door, entry.visitor, hub::Refusal::identity_invalid);
    hub::UnlinkIdentity command{entry.visitor.token, *key};
    const Result<hub::UnlinkReceipt> receipt = co_await run(door->hub, &hub::unlink_identity, std::move(command));
    door->sessions.forget_all();
    if (!receipt) co_return show_refusal(*door, entry.visitor, receipt.error(), "/settings");
    const Flash flash{Message::identity_unlinked, {}};
    co_return go_to(*door, "/settings", flash);
}

}  // namespace obolus::web
