#include "hub/session_cache.hpp"

#include <gtest/gtest.h>

namespace obolus::hub {
namespace {

using std::chrono::steady_clock;

struct MovedClock {
    steady_clock::time_point now{std::chrono::hours{1}};
    SessionCache cache{std::chrono::seconds{3}, 2, [this] { return now; }};
};

SessionView session_of(std::int64_t member) {
    SessionView session;
    session.member = base::MemberId{member};
    return session;
}

TEST(SessionCache, a_session_is_forgotten_after_its_time) {
    MovedClock at;
    at.cache.keep("token", session_of(7), at.cache.generation());
    ASSERT_TRUE(at.cache.find("token"));
    EXPECT_EQ(at.cache.find("token")->member.value, 7);
    at.now += std::chrono::seconds{3};
    EXPECT_FALSE(at.cache.find("token"));
}

TEST(SessionCache, an_ended_session_is_forgotten_at_once) {
    MovedClock at;
    at.cache.keep("one", session_of(1), at.cache.generation());
    at.cache.keep("two", session_of(2), at.cache.generation());
    at.cache.forget("one");
    EXPECT_FALSE(at.cache.find("one"));
    EXPECT_TRUE(at.cache.find("two"));
    at.cache.forget_all();
    EXPECT_FALSE(at.cache.find("two"));
}

TEST(SessionCache, a_lookup_that_a_change_overtook_is_not_kept) {
    MovedClock at;
    const std::uint64_t before = at.cache.generation();
    at.cache.forget("token");
    at.cache.keep("token", session_of(7), before);
    EXPECT_FALSE(at.cache.find("token"));
}

TEST(SessionCache, tokens_are_kept_apart_from_sessions_and_forgotten_with_all) {
    MovedClock at;
    TokenView token;
    token.number = 5;
    at.cache.keep_token("secret", token, at.cache.generation());
    EXPECT_FALSE(at.cache.find("secret"));
    ASSERT_TRUE(at.cache.find_token("secret"));
    EXPECT_EQ(at.cache.find_token("secret")->number, 5);
    at.cache.forget_all();
    EXPECT_FALSE(at.cache.find_token("secret"));
}

TEST(SessionCache, it_never_grows_past_its_bound) {
    MovedClock at;
    for (int i = 0; i < 5; ++i)
        at.cache.keep("token" + std::to_string(i), session_of(i + 1), at.cache.generation());
    EXPECT_TRUE(at.cache.find("token4"));
    EXPECT_FALSE(at.cache.find("token3"));
}

}  // namespace
}  // namespace obolus::hub
