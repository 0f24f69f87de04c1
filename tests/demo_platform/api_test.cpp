#include "demo_platform/fixture.hpp"
#include "demo_platform/grants.hpp"
#include "demo_platform/people.hpp"

namespace obolus::demo_platform {
namespace {

using ApiTest = Platform;

TEST_F(ApiTest, me_is_the_person_who_signed_in) {
    const auto answer = get_json("/2/users/me", sign_in("1001"));
    EXPECT_EQ(answer.at("data").at("id"), "1001");
    EXPECT_EQ(answer.at("data").at("username"), "ada");
    EXPECT_EQ(answer.at("data").at("name"), "Ada Byron");
}

TEST_F(ApiTest, me_refuses_the_app_and_strangers) {
    get_json("/2/users/me", "app-token", 403);
    get_json("/2/users/me", "nonsense", 401);
    EXPECT_EQ(send("GET", "/2/users/me").status, 401);
}

TEST_F(ApiTest, a_token_ends_after_two_hours) {
    const std::string token = sign_in("1001");
    now_ += Grants::token_ttl;
    get_json("/2/users/me", token, 401);
}

TEST_F(ApiTest, handles_are_found_without_case) {
    EXPECT_EQ(get_json("/2/users/by/username/BoB", "app-token").at("data").at("id"), "1002");
}

TEST_F(ApiTest, ids_past_2_to_the_53_stay_apart) {
    EXPECT_EQ(get_json("/2/users/9007199254740992", "app-token").at("data").at("username"), "grace");
    EXPECT_EQ(get_json("/2/users/9007199254740993", "app-token").at("data").at("username"), "hiro");
}

TEST_F(ApiTest, what_is_missing_is_an_errors_array_without_data) {
    for (const char* target : {"/2/users/by/username/nobody", "/2/users/7", "/2/tweets/7"}) {
        const auto answer = get_json(target, "app-token");
        EXPECT_FALSE(answer.as_object().contains("data")) << target;
        EXPECT_EQ(answer.at("errors").at(0).at("title"), "Not Found Error") << target;
    }
}

TEST_F(ApiTest, malformed_handles_and_ids_are_invalid_requests) {
    for (const char* target :
         {"/2/users/by/username/no-body", "/2/users/by/username/sixteen_letters_", "/2/users/x1", "/2/tweets/1x"}) {
        EXPECT_EQ(get_json(target, "app-token", 400).at("title"), "Invalid Request") << target;
    }
}

TEST_F(ApiTest, lookups_need_a_token) {
    for (const char* target : {"/2/users/by/username/bob", "/2/users/1002", "/2/tweets/1790000000000000123"}) {
        EXPECT_EQ(send("GET", target).status, 401) << target;
    }
}

TEST_F(ApiTest, a_post_names_its_author_when_asked_to_expand) {
    const auto answer =
        get_json("/2/tweets/1790000000000000123?expansions=author_id&user.fields=description", "app-token");
    EXPECT_EQ(answer.at("data").at("author_id"), "1002");
    EXPECT_EQ(answer.at("includes").at("users").at(0).at("username"), "bob");
    EXPECT_TRUE(answer.at("includes").at("users").at(0).as_object().contains("description"));
    EXPECT_FALSE(get_json("/2/tweets/1790000000000000123", "app-token").at("data").as_object().contains("author_id"));
}

TEST(people, ids_handles_and_posts_are_unique) {
    const People everybody;
    for (const Person& person : everybody.all()) {
        EXPECT_EQ(everybody.find_by_id(person.id), &person);
        EXPECT_EQ(everybody.find_by_handle(person.handle), &person);
        EXPECT_FALSE(person.posts.empty());
        for (const Post& post : person.posts) {
            EXPECT_EQ(everybody.find_post(post.id).author, &person) << post.id;
            EXPECT_EQ(everybody.find_post(post.id).post, &post) << post.id;
        }
    }
}

}  // namespace
}  // namespace obolus::demo_platform
