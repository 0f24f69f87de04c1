#include <algorithm>
#include <charconv>

#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "base/crypto.hpp"
#include "hub/api_token.hpp"

namespace obolus::api {

namespace json = boost::json;

namespace {
constexpr std::size_t text_bytes_max = 1024;

json::object body_of(const hub::TokenView& token) {
    json::array scopes;
    for (const auto& [name, scope] : hub::scope_names())
        if ((token.scopes & static_cast<std::int64_t>(scope)) != 0) scopes.emplace_back(name);
    json::object body{{"id", token.number},
                      {"name", token.name},
                      {"scopes", std::move(scopes)},
                      {"created_at", base::to_rfc3339(token.created_at)},
                      {"expires_at", time_or_null(token.expires_at)}};
    return body;
}

/// "read give": names parted by blanks, as OAuth writes scopes. 0 when there is none, or one that doesn't exist.
std::int64_t scopes_of(std::string_view names) {
    std::int64_t scopes = 0;
    while (!names.empty()) {
        const std::size_t end = std::min(names.find(' '), names.size());
        const std::string_view name = names.substr(0, end);
        names.remove_prefix(std::min(end + 1, names.size()));
        const auto known = std::ranges::find(hub::scope_names(), name, &hub::ScopeName::name);
        if (known == hub::scope_names().end()) return 0;
        scopes |= static_cast<std::int64_t>(known->scope);
    }
    return scopes;
}
}  // namespace

Awaitable<http::Response> list_tokens(DoorPtr door, http::Request, Caller caller) {
    const hub::ListTokens question{caller.member};
    const Result<std::vector<hub::TokenView>> tokens = co_await ask(door->hub, &hub::list_tokens, question);
    if (!tokens) co_return problem_response(tokens.error());
    json::array list;
    for (const hub::TokenView& token : tokens.value())
        list.push_back(body_of(token));
    co_return json_response(200, {{"tokens", std::move(list)}});
}

Awaitable<http::Response> add_token(DoorPtr door, http::Request request, Caller caller) {
    Result<Fields> read = Fields::read(request);
    if (!read) co_return problem_response(read.error());
    Fields& fields = read.value();
    constexpr std::int64_t days_max = 3650;
    const std::string name = fields.text("name", text_bytes_max);
    const std::int64_t scopes = scopes_of(fields.text("scopes", text_bytes_max));
    const std::chrono::days lifetime{fields.optional_number("days", days_max)};
    const std::vector<Problem> problems = fields.problems();
    if (!problems.empty()) co_return problem_response(problems);

    const std::string secret = std::string(hub::token_prefix) + base::random_token();
    hub::CreateToken command{caller.member, secret, name, scopes, lifetime, caller.session.signed_in_at};
    const Result<hub::TokenView> token = co_await run(door->hub, &hub::create_token, std::move(command));
    if (!token) co_return problem_response(token.error());
    json::object body = body_of(token.value());
    body["token"] = secret;
    co_return json_response(201, body);
}

Awaitable<http::Response> revoke_token(DoorPtr door, http::Request request, Caller caller) {
    const std::vector<Problem> problems = refuse_fields(request);
    if (!problems.empty()) co_return problem_response(problems);
    const std::string_view digits = request.parameter("id");
    hub::RevokeToken command{caller.member, 0};
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), command.number);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size())
        co_return problem_response(hub::Refusal::token_unknown);
    const Result<hub::RevokedToken> revoked = co_await run(door->hub, &hub::revoke_token, std::move(command));
    door->sessions.forget_all();
    if (!revoked) co_return problem_response(revoked.error());
    http::Response response;
    response.status = 204;
    co_return response;
}

}  // namespace obolus::api
