#include "web/tokens.hpp"

#include <charconv>
#include <chrono>

#include "base/crypto.hpp"
#include "hub/refusals.hpp"
#include "web/entry.hpp"
#include "web/format.hpp"
#include "web/resources.hpp"
#include "web/settings.hpp"

namespace obolus::web {

namespace {
std::string scopes_text(std::int64_t scopes) {
    std::string text;
    for (const hub::ScopeName& scope : hub::scope_names())
        if ((scopes & static_cast<std::int64_t>(scope.scope)) != 0)
            text += (text.empty() ? "" : ", ") + std::string(scope.name);
    return text;
}

std::int64_t scopes_of(const http::Fields& form) {
    std::int64_t scopes = 0;
    for (const hub::ScopeName& scope : hub::scope_names())
        if (!field(form, "scope_" + std::string(scope.name)).empty()) scopes |= static_cast<std::int64_t>(scope.scope);
    return scopes;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Shown once, in the answer itself: no cookie and no address ever holds the token.
Page token_page(const hub::TokenView& token, const std::string& secret) {
    View view = token_view(token);
    view.text("secret", secret);
    return {"token", "Your new token", std::move(view)};
}
}  // namespace

View token_view(const hub::TokenView& token) {
    const bool ends = token.expires_at != base::Time{};
    View view;
    view.text("number", std::to_string(token.number))
        .text("name", token.name)
        .text("scopes", scopes_text(token.scopes))
        .text("day", day(token.created_at))
        .text("date", base::to_date(token.created_at))
        .text("until", ends ? day(token.expires_at) : "")
        .text("until_date", base::to_date(token.expires_at));
    return view;
}

Awaitable<http::Response> add_token(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const std::string name = field(entry.form, "name");
    const std::chrono::days life{number_of<int>(field(entry.form, "days")).value_or(0)};
    const std::string secret = std::string(hub::token_prefix) + base::random_token();
    hub::CreateToken command{entry.visitor.session->member, secret, name,
                             scopes_of(entry.form),         life,   entry.visitor.session->signed_in_at};
    const Result<hub::TokenView> token = co_await run(door->hub, &hub::create_token, std::move(command));
    if (!token) {
        const RefusedForm refused{"token", {{"name", name}}, token.error()};
        co_return co_await show_settings_page(door, entry.visitor, refused);
    }
    co_return show(*door, entry.visitor, token_page(token.value(), secret));
}

Awaitable<http::Response> revoke_token(DoorPtr door, http::Request request) {
    FormEntry entry = co_await enter_form(door, std::move(request), For::members);
    if (entry.instead) co_return *std::move(entry.instead);
    const auto number = number_of<std::int64_t>(field(entry.form, "number"));
    if (!number) co_return show_refusal(*door, entry.visitor, hub::Refusal::token_unknown);
    const hub::RevokeToken command{entry.visitor.session->member, *number};
    const Result<hub::RevokedToken> revoked = co_await run(door->hub, &hub::revoke_token, command);
    door->sessions.forget_all();
    if (!revoked) co_return show_refusal(*door, entry.visitor, revoked.error());
    const Flash flash{Message::token_revoked, {}};
    co_return go_to(*door, "/settings", flash);
}

}  // namespace obolus::web
