#include "web/settings.hpp"

#include "hub/dashboard.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"
#include "web/texts.hpp"
#include "web/tokens.hpp"

namespace obolus::web {

namespace {
Page settings_page(const Door& door, const hub::Dashboard& me, const std::vector<hub::TokenView>& tokens) {
    const auto identity = [&](const identity::ExternalIdentity& i) { return identity_view(door, i); };
    View view;
    view.list("identities", views_of(me.identities, identity))
        .flag("several", me.identities.size() > 1)
        .list("providers", provider_views(door))
        .text("prove_to", "/claim")
        .list("tokens", views_of(tokens, token_view))
        .flag("has_tokens", !tokens.empty());
    return {"settings", "Settings", std::move(view)};
}

/// For somebody who is signed in and no member.
Page guest_page(const Door& door, const Visitor& visitor) {
    const auto identity = [&](const identity::ExternalIdentity& i) { return identity_view(door, i); };
    View view;
    view.list("identities", views_of(visitor.session->identities, identity))
        .list("providers", provider_views(door))
        .text("prove_to", "/claim")
        .flag("opted_out", visitor.session->opted_out);
    return {"settings_guest", "Settings", std::move(view)};
}
}  // namespace

Awaitable<http::Response> show_settings_page(DoorPtr door, Visitor visitor, std::optional<RefusedForm> refused) {
    hub::ShowDashboard question{visitor.session->member};
    const Result<hub::Dashboard> me = co_await ask(door->hub, &hub::dashboard, std::move(question));
    if (!me) co_return show_refusal(*door, visitor, me.error());
    const hub::ListTokens list{visitor.session->member};
    const Result<std::vector<hub::TokenView>> tokens = co_await ask(door->hub, &hub::list_tokens, list);
    if (!tokens) co_return show_refusal(*door, visitor, tokens.error());
    co_return show_again(*door, visitor, settings_page(*door, me.value(), tokens.value()), refused);
}

Awaitable<http::Response> show_settings(DoorPtr door, http::Request request) {
    Entry entry = co_await enter(door, std::move(request), For::signed_in);
    if (entry.instead) co_return *std::move(entry.instead);
    if (!entry.visitor.is_member()) co_return show(*door, entry.visitor, guest_page(*door, entry.visitor));
    co_return co_await show_settings_page(door, entry.visitor, std::nullopt);
}

}  // namespace obolus::web
