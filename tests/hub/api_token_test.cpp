// Tokens for programs: made, listed, found and revoked.
#include "hub/api_token.hpp"

#include <gtest/gtest.h>

#include "support/test_hub.hpp"

namespace obolus::hub {
namespace {

constexpr auto read_only = static_cast<std::int64_t>(Scope::read);

class ApiToken : public ::testing::Test {
   protected:
    base::Result<TokenView> create(CreateToken command) { return at.hub().run_now(&create_token, std::move(command)); }
    base::Result<TokenView> create(const std::string& token) {
        return create({member, token, "a script", read_only, {}});
    }
    base::Result<TokenView> find(const std::string& token) { return at.hub().ask_now(&find_token, FindToken{token}); }
    std::size_t count() { return at.hub().ask_now(&list_tokens, ListTokens{member}).value().size(); }

    support::TestHub at;
    base::MemberId member = at.join("17");
};

TEST_F(ApiToken, a_token_is_found_with_what_its_member_said_and_survives_a_restart) {
    const auto made = create({member, "obolus_secret", "a script", 5, std::chrono::days{1}});
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_EQ(made.value().number, 1);
    at.restart();
    const auto found = find("obolus_secret");
    ASSERT_TRUE(found) << found.error().message();
    EXPECT_EQ(found.value().member, member);
    EXPECT_EQ(found.value().name, "a script");
    EXPECT_EQ(found.value().scopes, 5);
    EXPECT_EQ(find("obolus_secre").error(), Refusal::token_invalid);
}

// case 55
TEST_F(ApiToken, the_database_holds_no_token) {
    ASSERT_TRUE(create("obolus_secret"));
    EXPECT_EQ(at.number("SELECT COUNT(*) FROM api_tokens WHERE token_hash LIKE '%secret%' OR name LIKE '%secret%'"), 0);
    EXPECT_EQ(at.number("SELECT length(token_hash) FROM api_tokens"), 64);
}

TEST_F(ApiToken, an_expired_token_is_not_found_but_listed) {
    ASSERT_TRUE(create({member, "obolus_short", "a script", read_only, std::chrono::days{1}}));
    at.advance(std::chrono::hours{25});
    EXPECT_EQ(find("obolus_short").error(), Refusal::token_invalid);
    EXPECT_EQ(count(), 1U);
}

TEST_F(ApiToken, a_revoked_token_is_gone_and_its_number_is_never_used_again) {
    const std::int64_t first = create("obolus_1").value().number;
    EXPECT_TRUE(at.hub().run_now(&revoke_token, RevokeToken{member, first}));
    EXPECT_EQ(find("obolus_1").error(), Refusal::token_invalid);
    EXPECT_EQ(at.hub().run_now(&revoke_token, RevokeToken{member, first}).error(), Refusal::token_unknown);
    EXPECT_GT(create("obolus_2").value().number, first);
}

TEST_F(ApiToken, nobody_revokes_or_sees_anothers_token) {
    const std::int64_t number = create("obolus_1").value().number;
    const base::MemberId other = at.join("18");
    EXPECT_EQ(at.hub().run_now(&revoke_token, RevokeToken{other, number}).error(), Refusal::token_unknown);
    EXPECT_TRUE(at.hub().ask_now(&list_tokens, ListTokens{other}).value().empty());
    EXPECT_TRUE(find("obolus_1"));
}

TEST_F(ApiToken, what_makes_no_token_is_refused_by_name_and_changes_nothing) {
    const auto refused = [&](CreateToken command) { return create(std::move(command)).error(); };
    EXPECT_EQ(refused({{}, "t", "name", 1, {}}), Refusal::account_needed);
    EXPECT_EQ(refused({member, "t", "", 1, {}}), Refusal::token_name_malformed);
    EXPECT_EQ(refused({member, "t", std::string(65, 'x'), 1, {}}), Refusal::token_name_malformed);
    EXPECT_EQ(refused({member, "t", "two\nlines", 1, {}}), Refusal::token_name_malformed);
    EXPECT_EQ(refused({member, "t", "name", 0, {}}), Refusal::scope_unknown);
    EXPECT_EQ(refused({member, "t", "name", 8, {}}), Refusal::scope_unknown);
    EXPECT_EQ(refused({member, "t", "name", -1, {}}), Refusal::scope_unknown);
    EXPECT_EQ(refused({member, "t", "name", 1, std::chrono::days{-1}}), Refusal::token_lifetime_malformed);
    EXPECT_EQ(refused({member, "t", "name", 1, std::chrono::days{3651}}), Refusal::token_lifetime_malformed);
    EXPECT_EQ(count(), 0U);
}

TEST_F(ApiToken, a_member_has_at_most_fifty_that_are_valid) {
    for (int i = 0; i < 49; ++i)
        ASSERT_TRUE(create("obolus_" + std::to_string(i)));
    ASSERT_TRUE(create({member, "obolus_short", "a script", read_only, std::chrono::days{1}}));
    EXPECT_EQ(create("obolus_50").error(), Refusal::too_many_tokens);
    at.advance(std::chrono::hours{25});
    EXPECT_TRUE(create("obolus_50"));
}

}  // namespace
}  // namespace obolus::hub
