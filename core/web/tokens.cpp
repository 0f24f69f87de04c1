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

/// The end of a day as <input type="date"> sends it, "2027-05-20", in UTC; never for "". Refusal: date_malformed.
Result<base::Time> end_of(std::string_view date) {
    constexpr std::size_t length = 10;
    if (date.empty()) return base::Time{};
    if (date.size() != length || date[4] != '-' || date[7] != '-') return hub::RequestRefusal::date_malformed;
    const auto year = number_of<int>(date.substr(0, 4));
    const auto month = number_of<unsigned>(date.substr(5, 2));
    const auto day_of_month = number_of<unsigned>(date.substr(8, 2));
    if (!year || !month || !day_of_month) return hub::RequestRefusal::date_malformed;
    const std::chrono::year_month_day whole{std::chrono::year{*year}, std::chrono::month{*month},
                                            std::chrono::day{*day_of_month}};
    if (!whole.ok()) return hub::RequestRefusal::date_malformed;
    return base::Time{std::chrono::sys_days{whole} + std::chrono::days{1}};
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
    const std::string until = field(entry.form, "until");
    RefusedForm refused{"token", {{"name", name}, {"until", until}}, {}};
    const Result<base::Time> expires_at = end_of(until);
    if (!expires_at) {
        refused.error = expires_at.error();
        co_return co_await show_settings_page(door, entry.visitor, refused);
    }
    const std::string secret = std::string(hub::token_prefix) + base::random_token();
    hub::CreateToken command{entry.visitor.session->member, secret, name, scopes_of(entry.form), expires_at.value()};
    const Result<hub::TokenView> token = co_await run(door->hub, &hub::create_token, std::move(command));
    if (!token) {
        refused.error = token.error();
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
    if (!revoked) co_return show_refusal(*door, entry.visitor, revoked.error());
    const Flash flash{Message::token_revoked, {}};
    co_return go_to(*door, "/settings", flash);
}

}  // namespace obolus::web
