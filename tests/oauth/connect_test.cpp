// Sign-ins with an ID token: nonce, issuer and the platform's keys.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "oauth/key_store.hpp"
#include "oauth/sign_in_fixture.hpp"
#include "oauth/signer.hpp"

namespace obolus::oauth {
namespace {

namespace json = boost::json;
using http::Fields;

class ConnectTest : public SignInTest {
   protected:
    ConnectTest() {
        redirect_["scope"] = "openid profile";
        redirect_["issuer"] = "https://id.example";
        token_request_["id_token"] = "/id_token";
        token_request_["issuer"] = "https://id.example";
        token_request_["jwks_url"] = platform_.url("/keys");
        platform_.answers["/keys"] = http::text_response(200, "application/json", signer_.jwks());
        platform_.script = [this](const json::object& event) {
            if (event.at("trigger").at("kind") != "id_token") return step(event);
            return done(json::array{json::object{{"id", event.at("trigger").at("claims").at("sub")}}});
        };
    }
    base::Result<std::vector<identity::ExternalIdentity>> sign_in_with(const Signer& signer, std::string nonce = "") {
        const StartedSignIn started = begin();
        if (nonce.empty()) nonce = parameter(started.redirect_url, "nonce");
        last_nonce_ = nonce;
        const auto now_s = base::to_micros(platform_.now) / 1'000'000;
        const std::string token = signer.sign({{"iss", "https://id.example"},
                                               {"sub", "1001"},
                                               {"aud", "client"},
                                               {"exp", now_s + 60},
                                               {"iat", now_s},
                                               {"nonce", nonce}});
        platform_.answers["/token"] =
            json_answer({{"access_token", "token-swordfish"}, {"token_type", "bearer"}, {"id_token", token}});
        Fields query = answer_to(started);
        query.emplace_back("iss", "https://id.example");
        return finish(started, query);
    }
    std::size_t key_fetches() const {
        std::size_t count = 0;
        for (const auto& request : platform_.seen())
            count += request.path == "/keys" ? 1 : 0;
        return count;
    }
    Signer signer_{"key-1"};
    std::string last_nonce_;
};

TEST_F(ConnectTest, a_verified_id_token_names_who_it_was) {
    const auto who = sign_in_with(signer_);
    ASSERT_TRUE(who) << who.error().message();
    EXPECT_EQ(who.value()[0].key, (identity::Key{"demo", "", "1001"}));
}

TEST_F(ConnectTest, case_27_the_nonce_of_an_earlier_sign_in_is_refused) {
    ASSERT_TRUE(sign_in_with(signer_));
    EXPECT_EQ(sign_in_with(signer_, last_nonce_).error(), Refusal::id_token_invalid);
}

TEST_F(ConnectTest, case_18_an_id_token_of_another_issuer_than_the_browser_was_sent_to_is_refused) {
    token_request_["issuer"] = "https://evil.example";
    EXPECT_EQ(sign_in_with(signer_).error(), Refusal::issuer_mismatch);
}

TEST_F(ConnectTest, case_31_userinfo_about_another_subject_is_refused_whatever_the_plugin_does_with_it) {
    // This plugin compares nothing, and would name whoever userinfo names.
    platform_.script = [this](const json::object& event) {
        const json::object& trigger = event.at("trigger").as_object();
        if (trigger.at("kind") == "id_token")
            return output({{"kind", "http"},
                           {"method", "GET"},
                           {"url", platform_.url("/me")},
                           {"auth", {{"scheme", "bearer"}, {"slot", "$access_token"}}}},
                          "userinfo");
        if (event.at("state") == "userinfo") return done(json::array{json::object{{"id", "1002"}}});
        return step(event);
    };
    for (const char* userinfo : {R"({"sub":"1002"})", R"({"sub":1001})", R"({"sub":null})", R"({"sub":"1001 "})"}) {
        platform_.answers["/me"] = http::text_response(200, "application/json", userinfo);
        EXPECT_EQ(sign_in_with(signer_).error(), Refusal::identity_invalid) << userinfo;
    }
    platform_.answers["/me"] = json_answer({{"sub", "1001"}, {"name", "Ada"}});
    EXPECT_TRUE(sign_in_with(signer_));
}

TEST_F(ConnectTest, a_missing_id_token_is_refused) {
    const StartedSignIn started = begin();
    Fields query = answer_to(started);
    query.emplace_back("iss", "https://id.example");
    EXPECT_EQ(finish(started, query).error(), Refusal::id_token_invalid);
}

TEST_F(ConnectTest, case_32_unknown_key_ids_fetch_the_keys_once_a_minute) {
    ASSERT_TRUE(sign_in_with(signer_));
    EXPECT_EQ(key_fetches(), 1U);
    const Signer stranger("unknown-key");
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(sign_in_with(stranger).error(), Refusal::id_token_invalid);
    EXPECT_EQ(key_fetches(), 1U);
    platform_.now += std::chrono::seconds(61);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(sign_in_with(stranger).error(), Refusal::id_token_invalid);
    EXPECT_EQ(key_fetches(), 2U);
    EXPECT_TRUE(sign_in_with(signer_));
    EXPECT_EQ(key_fetches(), 2U);
}

TEST_F(ConnectTest, case_32_a_flood_at_the_same_instant_is_one_fetch) {
    ASSERT_TRUE(sign_in_with(signer_));
    platform_.now += std::chrono::seconds(61);
    KeyStore keys(platform_.client(), [this] { return platform_.now; });
    std::vector<std::future<base::Result<Jwk>>> found;
    const std::size_t before = key_fetches();
    for (int i = 0; i < 64; ++i)
        found.push_back(http::spawn(platform_.context(),
                                    keys.find("demo", platform_.url("/keys"), platform_.entry("demo").allow_hosts,
                                              {"RS256", "made-up-" + std::to_string(i)})));
    platform_.context().restart();
    platform_.context().run();
    for (auto& key : found)
        EXPECT_EQ(key.get().error(), Refusal::id_token_invalid);
    EXPECT_EQ(key_fetches() - before, 1U);
}

TEST_F(ConnectTest, a_platform_may_change_its_keys) {
    ASSERT_TRUE(sign_in_with(signer_));
    const Signer next("key-2");
    platform_.answers["/keys"] = http::text_response(200, "application/json", next.jwks());
    platform_.now += std::chrono::seconds(61);
    EXPECT_TRUE(sign_in_with(next));
    EXPECT_EQ(sign_in_with(signer_).error(), Refusal::id_token_invalid);
}

}  // namespace
}  // namespace obolus::oauth
