// A login like most platforms': redirect, code for a token, who is it. Tests change its parts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "oauth/platform_under_test.hpp"

namespace obolus::oauth {

inline std::string parameter(const std::string& url, std::string_view name) {
    const auto fields = http::parse_form(url.substr(url.find('?') + 1));
    return fields ? std::string(http::find(*fields, name).value_or("")) : "";
}

inline http::Response json_answer(boost::json::object body, int status = 200) {
    return http::text_response(status, "application/json", boost::json::serialize(body));
}

class SignInTest : public testing::Test {
   protected:
    SignInTest() {
        platform_.answers["/token"] = json_answer({{"access_token", "token-swordfish"}, {"token_type", "Bearer"}});
        platform_.answers["/me"] = json_answer({{"id", "1001"}});
        platform_.script = [this](const boost::json::object& event) { return step(event); };
        redirect_ = {{"kind", "redirect_user"}, {"url", "https://id.example/authorize"}, {"scope", "read"}};
        token_request_ = {
            {"kind", "http"},
            {"method", "POST"},
            {"url", platform_.url("/token")},
            {"form",
             boost::json::array{boost::json::array{"grant_type", "authorization_code"},
                                boost::json::array{"code", boost::json::object{{"slot", "$code"}}},
                                boost::json::array{"redirect_uri", boost::json::object{{"slot", "$redirect_uri"}}}}},
            {"auth", {{"scheme", "basic"}, {"slot", "client"}}},
            {"capture",
             boost::json::array{boost::json::object{{"slot", "$access_token"}, {"pointer", "/access_token"}}}},
            {"token_response", true}};
        identities_ = boost::json::array{boost::json::object{{"id", "1001"}, {"handle", "ada"}}};
    }

    boost::json::object step(const boost::json::object& event) {
        const std::string kind = event.at("trigger").at("kind").as_string().c_str();
        if (kind == "start") return output(redirect_, "redirected");
        if (kind == "callback") return output(token_request_, "token");
        if (event.at("state") == "token") {
            return output({{"kind", "http"},
                           {"method", "GET"},
                           {"url", platform_.url("/me")},
                           {"auth", {{"scheme", "bearer"}, {"slot", "$access_token"}}}},
                          "me");
        }
        return done(identities_);
    }

    Platforms& platforms() {
        if (started_ == nullptr) started_ = &platform_.start({platform_.entry("demo"), platform_.entry("other")});
        return *started_;
    }
    StartedSignIn begin(const std::string& return_to = "/claim") {
        const auto started = platform_.run(platforms().start_sign_in("demo", "", return_to));
        EXPECT_TRUE(started) << started.error().message();
        return started ? started.value() : StartedSignIn{};
    }
    http::Fields answer_to(const StartedSignIn& started) const {
        return {{"code", "the-code"}, {"state", parameter(started.redirect_url, "state")}};
    }
    base::Result<std::vector<identity::ExternalIdentity>> finish(const StartedSignIn& started,
                                                                 const http::Fields& query) {
        const auto opened = platforms().open_callback("demo", started.sealed, query);
        EXPECT_TRUE(opened) << opened.error().message();
        if (!opened) return opened.error();
        return platform_.run(platforms().finish_sign_in(opened.value()));
    }
    base::Result<std::vector<identity::ExternalIdentity>> sign_in() {
        const StartedSignIn started = begin();
        return finish(started, answer_to(started));
    }

    PlatformUnderTest platform_;
    boost::json::object redirect_;
    boost::json::object token_request_;
    boost::json::array identities_;

   private:
    Platforms* started_ = nullptr;
};

}  // namespace obolus::oauth
