// The demo platform without a network: requests go straight to its router.
#pragma once

#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "demo_platform/platform.hpp"

namespace obolus::demo_platform {

class Platform : public testing::Test {
   protected:
    static constexpr const char* callback = "http://localhost:8080/callback/demo";
    static constexpr const char* verifier = "a-verifier-of-at-least-forty-three-characters-0123";

    http::Response send(std::string method, std::string target, http::Fields headers = {}, std::string body = "") {
        http::Request request;
        request.method = std::move(method);
        request.target = target;
        const std::size_t question = target.find('?');
        request.path = target.substr(0, question);
        if (question != std::string::npos) request.query = http::parse_form(target.substr(question + 1)).value();
        request.headers = std::move(headers);
        request.body = std::move(body);
        boost::asio::io_context context;
        auto answer = boost::asio::co_spawn(context, router_.answer(std::move(request)), boost::asio::use_future);
        context.run();
        return answer.get();
    }
    boost::json::value get_json(std::string target, const std::string& token, int status = 200) {
        const http::Response response = send("GET", std::move(target), {{"Authorization", "Bearer " + token}});
        EXPECT_EQ(response.status, status) << response.body;
        return boost::json::parse(response.body);
    }

    static std::string challenge() {
        const base::Digest digest = base::sha256(verifier);
        return base::to_base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
    }
    static http::Fields authorization() {
        return {{"response_type", "code"},          {"client_id", "hub"}, {"redirect_uri", callback},
                {"scope", "users.read tweet.read"}, {"state", "s1"},      {"code_challenge", challenge()},
                {"code_challenge_method", "S256"}};
    }
    static http::Fields with(http::Fields fields, const std::string& name, const std::string& value) {
        for (http::Field& field : fields) {
            if (field.first == name) {
                field.second = value;
                return fields;
            }
        }
        fields.emplace_back(name, value);
        return fields;
    }
    /// The query that the browser is sent back with after choosing a person.
    http::Fields choose(const std::string& person) {
        const http::Response answer =
            send("POST", "/i/oauth2/authorize", {}, http::encode_form(with(authorization(), "person", person)));
        EXPECT_EQ(answer.status, 303) << answer.body;
        const std::string location(http::find_header(answer.headers, "Location").value_or(""));
        EXPECT_TRUE(location.starts_with(std::string(callback) + "?")) << location;
        return http::parse_form(location.substr(location.find('?') + 1)).value();
    }
    http::Response redeem(const std::string& code, const http::Fields& changes = {},
                          const std::string& credentials = "aHViOnMzY3JldA==" /* hub:s3cret */) {
        http::Fields form{{"grant_type", "authorization_code"},
                          {"code", code},
                          {"redirect_uri", callback},
                          {"code_verifier", verifier}};
        for (const auto& [name, value] : changes)
            form = with(form, name, value);
        return send("POST", "/2/oauth2/token", {{"Authorization", "Basic " + credentials}}, http::encode_form(form));
    }
    std::string sign_in(const std::string& person) {
        const http::Response response = redeem(std::string(http::find(choose(person), "code").value()));
        EXPECT_EQ(response.status, 200) << response.body;
        return boost::json::parse(response.body).at("access_token").as_string().c_str();
    }

    base::Time now_ = base::from_micros(1'800'000'000'000'000);
    http::Router router_ = make_router({"hub", "s3cret", {callback}, "app-token", "Obolus"}, [this] { return now_; });
};

}  // namespace obolus::demo_platform
