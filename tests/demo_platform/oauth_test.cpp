#include <gmock/gmock.h>

#include "demo_platform/fixture.hpp"

namespace obolus::demo_platform {
namespace {

using OAuthTest = Platform;

TEST_F(OAuthTest, the_page_asks_who_one_is_and_keeps_the_request) {
    const http::Response response = send("GET", "/i/oauth2/authorize?" + http::encode_form(authorization()));
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.body,
                testing::AllOf(testing::HasSubstr("Who are you today?"), testing::HasSubstr("value=\"1001\""),
                               testing::HasSubstr("name=\"code_challenge\" value=\"" + challenge() + "\"")));
}

TEST_F(OAuthTest, choosing_a_person_returns_a_code_and_the_state) {
    const http::Fields answer = choose("1002");
    EXPECT_EQ(http::find(answer, "state"), "s1");
    EXPECT_EQ(redeem(std::string(http::find(answer, "code").value())).status, 200);
}

TEST_F(OAuthTest, choosing_nobody_is_access_denied) {
    const http::Fields answer = choose("");
    EXPECT_EQ(http::find(answer, "error"), "access_denied");
    EXPECT_FALSE(http::find(answer, "code"));
}

TEST_F(OAuthTest, a_wrong_request_is_shown_and_sends_nobody_anywhere) {
    const std::vector<http::Field> wrong{{"client_id", "other"},
                                         {"redirect_uri", std::string(callback) + "/"},
                                         {"redirect_uri", "https://evil.example"},
                                         {"response_type", "token"},
                                         {"state", ""},
                                         {"code_challenge_method", "plain"},
                                         {"code_challenge", "short"}};
    for (const auto& [name, value] : wrong) {
        const std::string query = http::encode_form(with(authorization(), name, value));
        for (const http::Response& response : {send("GET", "/i/oauth2/authorize?" + query),
                                               send("POST", "/i/oauth2/authorize", {}, query + "&person=1001")}) {
            EXPECT_EQ(response.status, 400) << name << "=" << value;
            EXPECT_FALSE(http::find_header(response.headers, "Location")) << name;
        }
    }
}

TEST_F(OAuthTest, a_parameter_sent_twice_is_refused) {
    EXPECT_EQ(send("GET", "/i/oauth2/authorize?" + http::encode_form(authorization()) + "&state=s2").status, 400);
}

TEST_F(OAuthTest, markup_in_a_request_is_escaped) {
    const http::Response response = send(
        "GET", "/i/oauth2/authorize?" + http::encode_form(with(authorization(), "state", "\"><script>x</script>")));
    EXPECT_EQ(response.body.find("<script>"), std::string::npos);
}

TEST_F(OAuthTest, the_token_endpoint_wants_the_clients_secret) {
    const std::string code(http::find(choose("1001"), "code").value());
    EXPECT_EQ(redeem(code, {}, "aHViOndyb25n" /* hub:wrong */).status, 401);
    EXPECT_EQ(redeem(code, {}, "!").status, 401);
    EXPECT_EQ(redeem(code).status, 200);
}

TEST_F(OAuthTest, a_code_is_bound_to_redirect_verifier_and_grant_type) {
    const std::vector<http::Field> wrong{{"redirect_uri", "http://localhost:8080/callback/other"},
                                         {"code_verifier", std::string(50, 'x')},
                                         {"grant_type", "password"},
                                         {"code", "unknown"}};
    for (const http::Field& change : wrong) {
        const http::Response response = redeem(std::string(http::find(choose("1001"), "code").value()), {change});
        EXPECT_EQ(response.status, 400) << change.first;
        EXPECT_TRUE(boost::json::parse(response.body).as_object().contains("error")) << change.first;
    }
}

TEST_F(OAuthTest, a_revoked_token_is_nobodys) {
    const std::string token = sign_in("1001");
    get_json("/2/users/me", token);
    const std::string form = http::encode_form({{"token", token}});
    EXPECT_EQ(send("POST", "/2/oauth2/revoke", {}, form).status, 401) << "the client must prove itself";
    get_json("/2/users/me", token);
    const http::Fields client{{"Authorization", "Basic aHViOnMzY3JldA=="}};
    EXPECT_EQ(send("POST", "/2/oauth2/revoke", client, form).status, 200);
    get_json("/2/users/me", token, 401);
    EXPECT_EQ(send("POST", "/2/oauth2/revoke", client, form).status, 200) << "again";
    EXPECT_EQ(send("POST", "/2/oauth2/revoke", client).status, 400);
}

}  // namespace
}  // namespace obolus::demo_platform
