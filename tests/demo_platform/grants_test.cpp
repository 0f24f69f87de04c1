#include "demo_platform/grants.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"

namespace obolus::demo_platform {
namespace {

/// RFC 7636, appendix B.
constexpr const char* verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr const char* challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

class GrantsTest : public testing::Test {
   protected:
    std::string issue() {
        return grants_.issue_code({"hub", "http://localhost/cb", challenge, "users.read", "1001"}, now_);
    }
    bool redeem(const std::string& code) {
        return grants_.redeem(code, "hub", "http://localhost/cb", verifier, now_).has_value();
    }
    Grants grants_;
    base::Time now_ = base::from_micros(1'800'000'000'000'000);
};

TEST_F(GrantsTest, a_code_buys_one_token) {
    const auto token = grants_.redeem(issue(), "hub", "http://localhost/cb", verifier, now_);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->scope, "users.read");
    EXPECT_EQ(grants_.person_of(token->access_token, now_), "1001");
}

TEST_F(GrantsTest, a_second_use_is_refused_and_revokes_the_token) {
    const std::string code = issue();
    const auto token = grants_.redeem(code, "hub", "http://localhost/cb", verifier, now_);
    EXPECT_FALSE(redeem(code));
    EXPECT_FALSE(grants_.person_of(token->access_token, now_));
}

TEST_F(GrantsTest, a_code_lives_a_minute) {
    const std::string code = issue();
    now_ += Grants::code_ttl;
    EXPECT_FALSE(redeem(code));
}

TEST_F(GrantsTest, a_failed_attempt_spends_the_code) {
    const std::string code = issue();
    EXPECT_FALSE(grants_.redeem(code, "hub", "http://localhost/other", verifier, now_));
    EXPECT_FALSE(redeem(code));
}

TEST_F(GrantsTest, client_redirect_and_verifier_must_be_those_of_the_grant) {
    EXPECT_FALSE(grants_.redeem(issue(), "other", "http://localhost/cb", verifier, now_));
    EXPECT_FALSE(grants_.redeem(issue(), "hub", "http://localhost/cb/", verifier, now_));
    EXPECT_FALSE(grants_.redeem(issue(), "hub", "http://localhost/cb", std::string(43, 'x'), now_));
    EXPECT_FALSE(grants_.redeem(issue(), "hub", "http://localhost/cb", "", now_));
    EXPECT_FALSE(grants_.redeem("unknown", "hub", "http://localhost/cb", verifier, now_));
}

}  // namespace
}  // namespace obolus::demo_platform
