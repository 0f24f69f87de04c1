// Programs at the API: bearer tokens by RFC 6750, their scopes, and how often they may ask.
#include <algorithm>

#include <gtest/gtest.h>

#include "api/answers.hpp"
#include "hub/api_token.hpp"

namespace obolus::support {
namespace {

namespace json = boost::json;

class Token : public ::testing::Test {
   protected:
    /// A new token of the member; its scopes as in the request: "read give".
    std::string token_of(const std::string& scopes) {
        const auto made = site.call("POST", "/v1/tokens", session, R"({"name":"a script","scopes":")" + scopes + "\"}");
        EXPECT_EQ(made.status, 201) << made.body;
        return std::string(body_of(made).at("token").as_string());
    }
    http::ClientResponse send(const std::string& token, const std::string& method, const std::string& path,
                              const std::string& body = {}, http::Fields more = {}) {
        more.emplace_back("Authorization", "Bearer " + token);
        if (!body.empty()) more.emplace_back("Content-Type", "application/json");
        return site.send(method, path, std::move(more), body);
    }
    static std::string challenge_of(const http::ClientResponse& response) {
        return TestSite::header(response, "WWW-Authenticate");
    }

    TestSite site;
    base::MemberId member = site.hub().join("17", 5, 1);
    std::string session = site.hub().sign_in("17");
};

TEST_F(Token, a_program_reads_gives_and_manages_with_the_scopes_of_its_token) {
    const std::string token = token_of("read give manage");
    EXPECT_TRUE(token.starts_with(hub::token_prefix));
    EXPECT_EQ(body_of(send(token, "GET", "/v1/wallet")).at("wallet").at("amount"), "5.00");
    EXPECT_EQ(send(token, "POST", "/v1/flattrs", R"({"to":"@handle1001"})").status, 201);
    EXPECT_EQ(send(token, "PUT", "/v1/budget", R"({"monthly":"2"})").status, 200);
    EXPECT_EQ(body_of(send(token, "GET", "/v1/flattrs")).at("count"), 1);
}

TEST_F(Token, no_scope_includes_another) {
    const std::vector<std::pair<std::string, std::pair<const char*, const char*>>> routes{
        {"read", {"GET", "/v1/me"}}, {"give", {"POST", "/v1/flattrs"}}, {"manage", {"PUT", "/v1/budget"}}};
    for (const auto& [scope, ignored] : routes) {
        const std::string token = token_of(scope);
        for (const auto& [needed, route] : routes) {
            const auto response = send(token, route.first, route.second);
            if (needed == scope) {
                EXPECT_NE(response.status, 403) << scope << " at " << route.second;
                continue;
            }
            EXPECT_EQ(response.status, 403);
            EXPECT_EQ(name_of(response), "scope_missing") << scope << " at " << route.second;
            EXPECT_EQ(challenge_of(response),
                      "Bearer realm=\"test\", error=\"insufficient_scope\", scope=\"" + needed + "\"");
        }
    }
}

// case 45: a payout, a link and the account itself take a person, whatever a token says
TEST_F(Token, a_token_never_stands_in_for_a_person) {
    const std::string token = token_of("read give manage");
    const std::vector<std::pair<const char*, const char*>> personal{{"GET", "/v1/session"},
                                                                    {"DELETE", "/v1/session"},
                                                                    {"POST", "/v1/account"},
                                                                    {"GET", "/v1/tokens"},
                                                                    {"POST", "/v1/tokens"},
                                                                    {"DELETE", "/v1/tokens/1"},
                                                                    {"POST", "/v1/claim/accept"},
                                                                    {"POST", "/v1/claim/decline"},
                                                                    {"GET", "/v1/claim"},
                                                                    {"GET", "/v1/months"},
                                                                    {"POST", "/v1/months/2026-11/close"}};
    for (const auto& [method, path] : personal) {
        const auto response = send(token, method, path);
        EXPECT_EQ(response.status, 403) << method << " " << path;
        EXPECT_EQ(name_of(response), "token_not_enough") << method << " " << path;
    }
    EXPECT_EQ(site.get("/v1/tokens", session).status, 200) << "nothing was changed";
}

TEST_F(Token, an_invalid_token_is_refused_as_rfc_6750_says) {
    const auto none = site.send("GET", "/v1/me");
    EXPECT_EQ(none.status, 401);
    EXPECT_EQ(challenge_of(none), "Bearer realm=\"test\"");
    const auto unknown = send("obolus_nonsense", "GET", "/v1/me");
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(name_of(unknown), "token_invalid");
    EXPECT_EQ(challenge_of(unknown), "Bearer realm=\"test\", error=\"invalid_token\"");
    for (const char* authorization :
         {"Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "Bearer two words", "Bearer k\"y", "x"}) {
        const auto malformed = site.send("GET", "/v1/me", {{"Authorization", authorization}});
        EXPECT_EQ(malformed.status, 400) << authorization;
        EXPECT_EQ(name_of(malformed), "authorization_malformed") << authorization;
        EXPECT_EQ(challenge_of(malformed), "Bearer realm=\"test\", error=\"invalid_request\"");
    }
    const auto lower = site.send("GET", "/v1/me", {{"Authorization", "bearer " + token_of("read")}});
    EXPECT_EQ(lower.status, 200) << "the scheme's case doesn't matter";
}

TEST_F(Token, a_wrong_token_is_refused_even_beside_a_good_cookie) {
    const auto response =
        site.send("GET", "/v1/me", {TestSite::cookie_of(session), {"Authorization", "Bearer obolus_nonsense"}});
    EXPECT_EQ(response.status, 401);
}

TEST_F(Token, a_sessions_secret_is_no_token_and_a_token_no_session) {
    EXPECT_EQ(send(session, "GET", "/v1/me").status, 401);
    EXPECT_EQ(site.get("/v1/me", token_of("read")).status, 401);
}

TEST_F(Token, a_token_needs_no_csrf_token_and_a_foreign_page_gains_nothing_by_that) {
    const std::string token = token_of("give");
    const auto response =
        send(token, "POST", "/v1/flattrs", R"({"to":"@handle1001"})", {{"Origin", "https://elsewhere.example"}});
    EXPECT_EQ(response.status, 201) << "no browser adds an Authorization header by itself";
}

TEST_F(Token, a_revoked_token_is_refused_at_once) {
    const std::string token = token_of("read");
    EXPECT_EQ(send(token, "GET", "/v1/me").status, 200);
    EXPECT_EQ(site.call("DELETE", "/v1/tokens/1", session).status, 204);
    EXPECT_EQ(send(token, "GET", "/v1/me").status, 401);
    EXPECT_EQ(name_of(site.call("DELETE", "/v1/tokens/1", session)), "token_unknown");
    EXPECT_EQ(name_of(site.call("DELETE", "/v1/tokens/x", session)), "token_unknown");
}

TEST_F(Token, tokens_are_listed_without_their_secret) {
    const std::string token = token_of("read manage");
    const auto list = site.get("/v1/tokens", session);
    EXPECT_EQ(list.body.find(token), std::string::npos);
    const json::object first = body_of(list).at("tokens").at(0).as_object();
    EXPECT_EQ(first.at("name"), "a script");
    EXPECT_EQ(first.at("scopes"), (json::array{"read", "manage"}));
    EXPECT_TRUE(first.at("expires_at").is_null());
}

TEST_F(Token, a_token_is_made_with_a_lifetime_in_days) {
    const auto made = site.call("POST", "/v1/tokens", session, R"({"name":"short","scopes":"read","days":1})");
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string token(body_of(made).at("token").as_string());
    EXPECT_EQ(send(token, "GET", "/v1/me").status, 200);
    site.hub().advance(std::chrono::hours{25});
    const std::string other = site.hub().sign_in("18");
    EXPECT_EQ(site.call("POST", "/v1/account", other).status, 201) << "which makes the hub forget what it remembered";
    EXPECT_EQ(send(token, "GET", "/v1/me").status, 401);
}

TEST_F(Token, what_makes_no_token_is_refused_by_name) {
    const std::vector<std::pair<const char*, const char*>> bad{
        {R"({"scopes":"read"})", "field_missing"},
        {R"({"name":"","scopes":"read"})", "field_empty"},
        {R"({"name":"a\nb","scopes":"read"})", "token_name_malformed"},
        {R"({"name":"a","scopes":"admin"})", "scope_unknown"},
        {R"({"name":"a","scopes":"read  give"})", "scope_unknown"},
        {R"({"name":"a","scopes":"read","days":0})", "field_not_number"},
        {R"({"name":"a","scopes":"read","days":1.5})", "field_not_number"},
        {R"({"name":"a","scopes":"read","days":"1"})", "field_not_number"},
        {R"({"name":"a","scopes":"read","days":9223372036854775807})", "field_not_number"},
        {R"({"name":"a","scopes":"read","member":"1"})", "field_unknown"}};
    for (const auto& [body, name] : bad) {
        const auto response = site.call("POST", "/v1/tokens", session, body);
        EXPECT_EQ(response.status, 422) << body;
        EXPECT_EQ(name_of(response), name) << body;
    }
    EXPECT_TRUE(body_of(site.get("/v1/tokens", session)).at("tokens").as_array().empty());
}

// case E: the first answer's token is shown once, so a repeat makes another one; nothing else could be safe
TEST_F(Token, sixty_four_revocations_at_once_revoke_once) {
    token_of("read");
    std::vector<TestSite::Call> calls(64, {"DELETE", "/v1/tokens/1", {}, {}});
    const std::vector<http::ClientResponse> responses = site.call_at_once(session, calls);
    EXPECT_EQ(std::count_if(responses.begin(), responses.end(), [](const auto& r) { return r.status == 204; }), 1);
    EXPECT_EQ(std::count_if(responses.begin(), responses.end(), [](const auto& r) { return r.status == 404; }), 63);
}

class Limited : public ::testing::Test {
   protected:
    static api::Options options() {
        api::Options options;
        options.requests_per_minute = 5;
        options.strangers_requests_per_minute = 3;
        return options;
    }
    TestSite site{TestHub::default_rules(), options()};
};

TEST_F(Limited, a_caller_who_asks_too_often_is_told_when_to_come_back) {
    site.hub().join("17", 5, 1);
    const std::string session = site.hub().sign_in("17");
    for (int left = 4; left >= 0; --left) {
        const auto response = site.get("/v1/wallet", session);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(TestSite::header(response, "RateLimit-Limit"), "5");
        EXPECT_EQ(TestSite::header(response, "RateLimit-Remaining"), std::to_string(left));
    }
    const auto refused = site.get("/v1/wallet", session);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(name_of(refused), "rate_limited");
    EXPECT_EQ(TestSite::header(refused, "RateLimit-Remaining"), "0");
    const int wait = std::stoi(TestSite::header(refused, "Retry-After"));
    EXPECT_TRUE(wait >= 1 && wait <= 12) << wait;
    const std::string other = site.hub().sign_in("17");
    EXPECT_EQ(site.get("/v1/wallet", other).status, 200) << "another session has a bucket of its own";
}

TEST_F(Limited, guessing_tokens_ends_after_a_few) {
    site.hub().join("17", 5, 1);
    const std::string session = site.hub().sign_in("17");
    EXPECT_EQ(site.get("/v1/wallet", session).status, 200);
    int unauthorised = 0;
    for (int i = 0; i < 10; ++i)
        if (site.send("GET", "/v1/me", {{"Authorization", "Bearer obolus_" + std::to_string(i)}}).status == 401)
            ++unauthorised;
    EXPECT_EQ(unauthorised, 3);
    EXPECT_EQ(site.get("/v1/hub").status, 429);
    EXPECT_EQ(site.get("/v1/wallet", session).status, 200) << "whoever is known isn't held up by a neighbour";
}

}  // namespace
}  // namespace obolus::support
