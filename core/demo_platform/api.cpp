// The API that X documents under /2: users and posts, for the app's bearer token and for users' access tokens.
#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "demo_platform/routes.hpp"

namespace obolus::demo_platform {

namespace json = boost::json;
using boost::asio::awaitable;

namespace {

std::string_view bearer_of(const http::Request& request) {
    const auto header = request.header("Authorization");
    constexpr std::string_view scheme = "Bearer ";
    return header && header->starts_with(scheme) ? header->substr(scheme.size()) : std::string_view();
}

bool is_app(const State& state, const http::Request& request) {
    return !state.options.app_token.empty() && bearer_of(request) == state.options.app_token;
}

const Person* user_of(const State& state, const http::Request& request) {
    const auto id = state.grants.person_of(std::string(bearer_of(request)), state.clock());
    return id ? state.people.find_by_id(*id) : nullptr;
}

http::Response unauthorized() { return api_problem(401, "Unauthorized", "Unauthorized"); }

http::Response invalid(const std::string& parameter, std::string_view value, const std::string& pattern) {
    const std::string message =
        "The `" + parameter + "` query parameter value [" + std::string(value) + "] does not match " + pattern;
    json::object error{{"parameters", json::object{{parameter, json::array{value}}}}, {"message", message}};
    return json_response(400, json::object{{"errors", json::array{error}},
                                           {"title", "Invalid Request"},
                                           {"detail", "One or more parameters to your request was invalid."},
                                           {"type", "https://api.twitter.com/2/problems/invalid-request"}});
}

/// X answers 200 when the request was fine and the thing alone is missing: `errors` instead of `data`.
http::Response missing(std::string_view type, std::string_view parameter, std::string_view value) {
    const std::string detail =
        "Could not find " + std::string(type) + " with " + std::string(parameter) + ": [" + std::string(value) + "].";
    return json_response(
        200, json::object{{"errors", json::array{json::object{
                                         {"value", value},
                                         {"detail", detail},
                                         {"title", "Not Found Error"},
                                         {"resource_type", type},
                                         {"parameter", parameter},
                                         {"resource_id", value},
                                         {"type", "https://api.twitter.com/2/problems/resource-not-found"}}}}});
}

bool wants(const http::Request& request, std::string_view parameter, std::string_view word) {
    std::string_view list = http::find(request.query, parameter).value_or("");
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (list.substr(0, comma) == word) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

json::object user_json(const http::Request& request, const Person& person) {
    json::object user{{"id", person.id}, {"name", person.name}, {"username", person.handle}};
    if (wants(request, "user.fields", "description")) user["description"] = person.about;
    if (wants(request, "user.fields", "created_at")) user["created_at"] = "2012-03-01T00:00:00.000Z";
    if (wants(request, "user.fields", "verified")) user["verified"] = false;
    return user;
}

bool is_decimal(std::string_view text) {
    return !text.empty() && text.size() <= 19 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

awaitable<http::Response> me(std::shared_ptr<State> state, http::Request request) {
    if (is_app(*state, request)) {
        co_return api_problem(
            403, "Unsupported Authentication",
            "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported authentication "
            "types are [OAuth 1.0a User Context, OAuth 2.0 User Context].");
    }
    const Person* person = user_of(*state, request);
    if (person == nullptr) co_return unauthorized();
    co_return json_response(200, json::object{{"data", user_json(request, *person)}});
}

awaitable<http::Response> user_by_handle(std::shared_ptr<State> state, http::Request request) {
    if (!is_app(*state, request) && user_of(*state, request) == nullptr) co_return unauthorized();
    const std::string_view handle = request.parameter("username");
    if (!is_handle(handle)) co_return invalid("username", handle, "^[A-Za-z0-9_]{1,15}$");
    const Person* person = state->people.find_by_handle(handle);
    if (person == nullptr) co_return missing("user", "username", handle);
    co_return json_response(200, json::object{{"data", user_json(request, *person)}});
}

awaitable<http::Response> user_by_id(std::shared_ptr<State> state, http::Request request) {
    if (!is_app(*state, request) && user_of(*state, request) == nullptr) co_return unauthorized();
    const std::string_view id = request.parameter("id");
    if (!is_decimal(id)) co_return invalid("id", id, "^[0-9]{1,19}$");
    const Person* person = state->people.find_by_id(id);
    if (person == nullptr) co_return missing("user", "id", id);
    co_return json_response(200, json::object{{"data", user_json(request, *person)}});
}

awaitable<http::Response> post_by_id(std::shared_ptr<State> state, http::Request request) {
    if (!is_app(*state, request) && user_of(*state, request) == nullptr) co_return unauthorized();
    const std::string_view id = request.parameter("id");
    if (!is_decimal(id)) co_return invalid("id", id, "^[0-9]{1,19}$");
    const auto [author, post] = state->people.find_post(id);
    if (post == nullptr) co_return missing("tweet", "id", id);
    json::object data{{"id", post->id}, {"text", post->text}, {"edit_history_tweet_ids", json::array{post->id}}};
    const bool expanded = wants(request, "expansions", "author_id");
    if (expanded || wants(request, "tweet.fields", "author_id")) data["author_id"] = author->id;
    json::object answer{{"data", data}};
    if (expanded) answer["includes"] = json::object{{"users", json::array{user_json(request, *author)}}};
    co_return json_response(200, answer);
}

using Endpoint = awaitable<http::Response> (*)(std::shared_ptr<State>, http::Request);

}  // namespace

void add_api_routes(http::Router& router, const std::shared_ptr<State>& state) {
    const auto add = [&](std::string pattern, Endpoint endpoint) {
        router.add("GET", std::move(pattern),
                   [state, endpoint](http::Request request) { return endpoint(state, std::move(request)); });
    };
    add("/2/users/me", &me);
    add("/2/users/by/username/{username}", &user_by_handle);
    add("/2/users/{id}", &user_by_id);
    add("/2/tweets/{id}", &post_by_id);
}

}  // namespace obolus::demo_platform
