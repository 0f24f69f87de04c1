// The authorization server: the page "who are you today?" and the token endpoint (RFC 6749, RFC 7636).
#include <algorithm>
#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/crypto.hpp"
#include "demo_platform/routes.hpp"

namespace obolus::demo_platform {

namespace json = boost::json;
using boost::asio::awaitable;

namespace {

/// What a client asks for, once it is known to be right.
struct Asked {
    std::string client_id, redirect_uri, state, scope, code_challenge;
};

std::string value_of(const http::Fields& fields, std::string_view name) {
    return std::string(http::find(fields, name).value_or(""));
}

/// What is wrong with an authorization request, in words; the person is told and not sent anywhere (RFC 6749,
/// section 4.1.2.1).
std::string problem_of(const State& state, const http::Fields& fields) {
    for (const auto& [name, value] : fields) {
        const auto same = [&](const http::Field& field) { return field.first == name; };
        if (std::count_if(fields.begin(), fields.end(), same) > 1) return "The parameter " + name + " was sent twice.";
    }
    if (value_of(fields, "client_id") != state.options.client_id)
        return "No application is registered under this client_id.";
    const auto& uris = state.options.redirect_uris;
    if (std::find(uris.begin(), uris.end(), value_of(fields, "redirect_uri")) == uris.end()) {
        return "The redirect_uri is not one that the application has registered: " + value_of(fields, "redirect_uri");
    }
    if (value_of(fields, "response_type") != "code") return "response_type must be \"code\".";
    if (value_of(fields, "state").empty() || value_of(fields, "state").size() > 500)
        return "state must have 1 to 500 characters.";
    if (value_of(fields, "code_challenge_method") != "S256") return "code_challenge_method must be \"S256\".";
    const auto challenge = base::from_base64url(value_of(fields, "code_challenge"));
    if (!challenge || challenge->size() != 32) return "code_challenge must be the base64url form of a SHA-256 hash.";
    return {};
}

http::Response refuse(const std::string& problem) {
    return page(400, "Something is wrong",
                "<h1>Something is wrong with this request</h1><p>" + escape(problem) + "</p>");
}

awaitable<http::Response> show_authorize(std::shared_ptr<State> state, http::Request request) {
    if (const std::string problem = problem_of(*state, request.query); !problem.empty()) co_return refuse(problem);
    std::string body =
        "<h1>Who are you today?</h1><p>" + escape(state->options.client_name) +
        " would like to know who you are on Chirper. It will see your name and handle and can't post.</p>"
        "<form method=\"post\" action=\"/i/oauth2/authorize\">";
    for (const auto& [name, value] : request.query) {
        body += "<input type=\"hidden\" name=\"" + escape(name) + "\" value=\"" + escape(value) + "\">";
    }
    for (const Person& person : state->people.all()) {
        body += "<button class=\"card\" name=\"person\" value=\"" + std::string(person.id) + "\">" + badge(person) +
                "<span><strong>" + escape(person.name) + "</strong> <span class=\"soft\">@" +
                std::string(person.handle) + "</span><br>" + escape(person.about) + "</span></button>";
    }
    body += "<button class=\"plain\" name=\"person\" value=\"\">Nobody: go back without signing in</button></form>";
    co_return page(200, "Sign in", body);
}

awaitable<http::Response> answer_authorize(std::shared_ptr<State> state, http::Request request) {
    auto form = http::parse_form(request.body);
    if (!form) co_return refuse("The form could not be read.");
    if (const std::string problem = problem_of(*state, *form); !problem.empty()) co_return refuse(problem);
    const Asked asked{value_of(*form, "client_id"), value_of(*form, "redirect_uri"), value_of(*form, "state"),
                      value_of(*form, "scope"), value_of(*form, "code_challenge")};
    http::Fields answer{{"state", asked.state}};
    if (const std::string id = value_of(*form, "person"); id.empty()) {
        answer.emplace_back("error", "access_denied");
    } else {
        if (state->people.find_by_id(id) == nullptr) co_return refuse("Nobody here has this id.");
        answer.emplace_back(
            "code", state->grants.issue_code(
                        {asked.client_id, asked.redirect_uri, asked.code_challenge, asked.scope, id}, state->clock()));
    }
    const char* separator = asked.redirect_uri.find('?') == std::string::npos ? "?" : "&";
    co_return http::redirect_response(asked.redirect_uri + separator + http::encode_form(answer));
}

http::Response token_error(int status, std::string_view error, std::string_view description) {
    http::Response response = json_response(status, json::object{{"error", error}, {"error_description", description}});
    if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"token\"");
    return response;
}

std::optional<std::string> decode_base64(std::string text) {
    while (!text.empty() && text.back() == '=')
        text.pop_back();
    for (char& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return base::from_base64url(text);
}

/// client_secret_basic: both halves are form-encoded before base64 (RFC 6749, section 2.3.1).
bool is_client(const State& state, const http::Request& request) {
    const auto header = request.header("Authorization");
    constexpr std::string_view scheme = "Basic ";
    if (!header || !header->starts_with(scheme)) return false;
    const auto pair = decode_base64(std::string(header->substr(scheme.size())));
    if (!pair) return false;
    const std::string expected =
        http::percent_encode(state.options.client_id) + ":" + http::percent_encode(state.options.client_secret);
    return base::equal_constant_time(*pair, expected);
}

awaitable<http::Response> token(std::shared_ptr<State> state, http::Request request) {
    if (!is_client(*state, request))
        co_return token_error(401, "unauthorized_client", "Missing valid authorization header");
    const auto form = http::parse_form(request.body);
    if (!form) co_return token_error(400, "invalid_request", "The form could not be read.");
    if (value_of(*form, "grant_type") != "authorization_code") {
        co_return token_error(400, "unsupported_grant_type", "Only authorization_code is supported.");
    }
    const auto issued =
        state->grants.redeem(value_of(*form, "code"), state->options.client_id, value_of(*form, "redirect_uri"),
                             value_of(*form, "code_verifier"), state->clock());
    if (!issued) {
        co_return token_error(400, "invalid_grant",
                              "The code is unknown, expired or used, or the redirect_uri or code_verifier isn't the "
                              "one it was made for.");
    }
    co_return json_response(200, json::object{{"token_type", "bearer"},
                                              {"expires_in", Grants::token_ttl.count()},
                                              {"access_token", issued->access_token},
                                              {"scope", issued->scope}});
}

/// RFC 7009: an unknown token is as good as a revoked one.
awaitable<http::Response> revoke(std::shared_ptr<State> state, http::Request request) {
    if (!is_client(*state, request))
        co_return token_error(401, "unauthorized_client", "Missing valid authorization header");
    const auto form = http::parse_form(request.body);
    if (!form || value_of(*form, "token").empty())
        co_return token_error(400, "invalid_request", "The form names no token.");
    state->grants.revoke(value_of(*form, "token"));
    co_return json_response(200, json::object{{"revoked", true}});
}

}  // namespace

void add_oauth_routes(http::Router& router, const std::shared_ptr<State>& state) {
    router.add("GET", "/i/oauth2/authorize",
               [state](http::Request request) { return show_authorize(state, std::move(request)); });
    router.add("POST", "/i/oauth2/authorize",
               [state](http::Request request) { return answer_authorize(state, std::move(request)); });
    router.add("POST", "/2/oauth2/token", [state](http::Request request) { return token(state, std::move(request)); });
    router.add("POST", "/2/oauth2/revoke",
               [state](http::Request request) { return revoke(state, std::move(request)); });
}

}  // namespace obolus::demo_platform
