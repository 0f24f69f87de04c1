// What becomes of a platform's tokens: revoked when the sign-in is over, and never in a log, an error or a cookie.
#include <sstream>

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "base/crypto.hpp"
#include "oauth/sign_in_fixture.hpp"
#include "oauth/sign_in_state.hpp"

namespace obolus::oauth {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

class TokensTest : public SignInTest {
   protected:
    TokensTest() {
        platform_.manifest.flows = {"login", "revoke"};
        platform_.answers["/token"] = json_answer(
            {{"access_token", "token-swordfish"}, {"refresh_token", "refresh-swordfish"}, {"token_type", "Bearer"}});
        platform_.answers["/revoke"] = json_answer({});
        token_request_["capture"] =
            json::array{json::object{{"slot", "$access_token"}, {"pointer", "/access_token"}},
                        json::object{{"slot", "$refresh_token"}, {"pointer", "/refresh_token"}}};
        platform_.script = [this](const json::object& event) {
            return event.at("flow") == "revoke" ? revoke(event) : step(event);
        };
    }
    json::object revoke(const json::object& event) {
        revocations_.push_back(event);
        if (event.at("trigger").at("kind") != "start") return done({});
        return output({{"kind", "http"},
                       {"method", "POST"},
                       {"url", platform_.url("/revoke")},
                       {"form", json::array{json::array{"token", json::object{{"slot", "$refresh_token"}}}}},
                       {"auth", {{"scheme", "basic"}, {"slot", "client"}}}},
                      "asked");
    }
    std::vector<http::Request> seen_at(const std::string& path) const {
        std::vector<http::Request> requests = platform_.seen();
        std::erase_if(requests, [&path](const http::Request& request) { return request.path != path; });
        return requests;
    }
    std::vector<json::object> revocations_;
};

TEST_F(TokensTest, case_57_tokens_are_revoked_once_it_is_known_who_it_was) {
    ASSERT_TRUE(sign_in());
    ASSERT_EQ(seen_at("/revoke").size(), 1U);
    EXPECT_EQ(seen_at("/revoke")[0].body, "token=refresh-swordfish");
    EXPECT_EQ(platform_.seen().back().path, "/revoke") << "after whoever it was has been asked for";
    ASSERT_EQ(revocations_.size(), 2U);
    EXPECT_EQ(revocations_[0].at("trigger").at("slots"), (json::array{"$access_token", "$refresh_token"}));
    for (const json::object& event : platform_.events)
        EXPECT_THAT(json::serialize(event), Not(HasSubstr("swordfish")));
}

TEST_F(TokensTest, case_57_a_platform_that_fails_to_revoke_turns_nobody_away) {
    platform_.answers["/revoke"] = http::text_response(503, "text/plain", "");
    EXPECT_TRUE(sign_in());
    platform_.answers.erase("/revoke");
    EXPECT_TRUE(sign_in());
    platform_.script = [this](const json::object& event) {
        return event.at("flow") == "revoke" ? fail("unsupported") : step(event);
    };
    EXPECT_TRUE(sign_in());
}

TEST_F(TokensTest, a_plugin_without_the_flow_is_not_asked) {
    platform_.manifest.flows = {"login"};
    ASSERT_TRUE(sign_in());
    EXPECT_TRUE(revocations_.empty());
}

TEST_F(TokensTest, case_55_the_sealed_cookie_holds_no_token_and_opens_for_its_provider_and_key_alone) {
    const StartedSignIn started = begin();
    ASSERT_TRUE(finish(started, answer_to(started)));
    const auto raw = base::from_base64url(started.sealed);
    ASSERT_TRUE(raw);
    const auto plain = base::unseal(std::string(32, 'k'), "sign-in:demo", *raw);
    ASSERT_TRUE(plain) << "only this test knows key and context";
    EXPECT_THAT(*plain, Not(HasSubstr("swordfish")));
    EXPECT_FALSE(open_sign_in(std::string(32, 'k'), "other", started.sealed)) << "swapped to another provider";
    EXPECT_FALSE(open_sign_in(std::string(32, 'x'), "demo", started.sealed)) << "of a hub with another key";
    EXPECT_FALSE(base::unseal(std::string(32, 'k'), "api-token:demo", *raw)) << "sealed for another use";
}

// Everything that was logged, at the finest level, while it lives.
class CapturedLog {
   public:
    CapturedLog() : before_(spdlog::default_logger()) {
        auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
        auto logger = std::make_shared<spdlog::logger>("captured", sink);
        logger->set_level(spdlog::level::trace);
        spdlog::set_default_logger(logger);
    }
    ~CapturedLog() { spdlog::set_default_logger(before_); }
    std::string text() const { return text_.str(); }

   private:
    std::ostringstream text_;
    std::shared_ptr<spdlog::logger> before_;
};

TEST_F(TokensTest, case_56_canary_tokens_are_in_no_log_and_no_error) {
    const CapturedLog log;
    std::string errors;
    const auto expect_refused = [this, &errors] {
        const auto who = sign_in();
        EXPECT_FALSE(who);
        if (!who) errors += who.error().message() + '\n';
    };
    ASSERT_TRUE(sign_in());
    platform_.answers["/revoke"] = http::text_response(400, "text/plain", "unknown token refresh-swordfish");
    ASSERT_TRUE(sign_in());
    platform_.answers["/me"] = http::text_response(500, "text/plain", "token-swordfish is not welcome");
    platform_.script = [this](const json::object& event) {
        if (event.at("flow") == "revoke" || event.at("state") != "me") return step(event);
        return output({{"kind", "fail"}, {"class", "platform_error"}, {"detail", event.at("trigger").at("body")}});
    };
    expect_refused();
    platform_.answers["/token"] = json_answer({{"error", "invalid_grant"}, {"error_description", "the-code"}}, 400);
    expect_refused();
    platform_.answers["/token"] = http::text_response(200, "text/plain", "access_token=token-swordfish");
    expect_refused();
    token_request_["url"] = "https://evil.example/token";
    expect_refused();
    EXPECT_THAT(log.text(), HasSubstr("oauth"));
    for (const char* canary : {"swordfish", "the-code", "Basic "}) {
        EXPECT_THAT(log.text(), Not(HasSubstr(canary)));
        EXPECT_THAT(errors, Not(HasSubstr(canary)));
    }
}

}  // namespace
}  // namespace obolus::oauth
