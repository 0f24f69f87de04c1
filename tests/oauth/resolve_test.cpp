#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

#include "http/text.hpp"
#include "oauth/lookup_cache.hpp"
#include "oauth/platform_under_test.hpp"

namespace obolus::oauth {
namespace {

namespace json = boost::json;

// A plugin that understands "@handle", "id:digits" and "post/digits", and asks the platform at /lookup.
class ResolveTest : public testing::Test {
   protected:
    ResolveTest() {
        platform_.answers["/lookup"] = http::text_response(200, "application/json", "{}");
        platform_.normal_form = [](const std::string&, const std::string& text) -> json::value {
            if (text.starts_with("id:")) return json::object{{"kind", "id"}, {"id", text.substr(3)}};
            if (text.starts_with("post/"))
                return json::object{{"kind", "thing"}, {"type", "post"}, {"id", text.substr(5)}};
            const std::string handle = text.starts_with('@') ? text.substr(1) : text;
            if (handle.find_first_of("/: ") != std::string::npos) return nullptr;
            return json::object{{"kind", "handle"}, {"handle", handle}, {"key", handle}};
        };
        platform_.script = [this](const json::object& event) { return step(event); };
        identity_ = {{"id", "1001"}, {"handle", "ada"}, {"profile_url", "https://id.example/ada"}};
        thing_ = {{"type", "post"}, {"id", "7"}, {"url", "https://id.example/ada/7"}, {"title", "first\nwords"}};
    }

    json::object step(const json::object& event) {
        if (event.at("trigger").at("kind") == "start") {
            return output({{"kind", "http"},
                           {"method", "GET"},
                           {"url", platform_.url("/lookup")},
                           {"auth", {{"scheme", "bearer"}, {"slot", "app_token"}}}},
                          event.at("trigger").at("subject"));
        }
        if (!failure_.empty()) return output({{"kind", "fail"}, {"class", failure_}, {"retry_after_s", 30}});
        json::object effect{{"kind", "done"}, {"identities", identities_ ? *identities_ : json::array{identity_}}};
        if (event.at("flow") == "thing_owner") effect["thing"] = thing_;
        return output(effect);
    }

    Platforms& platforms() {
        if (started_ == nullptr) {
            std::vector<ProviderOptions> entries;
            for (const std::string& name : names_)
                entries.push_back(platform_.entry(name));
            started_ = &platform_.start(std::move(entries));
        }
        return *started_;
    }
    base::Result<Resolved> resolve(std::string text, std::string provider = "") {
        return platform_.run(platforms().resolve(std::move(text), std::move(provider)));
    }
    std::size_t requests() const { return platform_.seen().size(); }

    PlatformUnderTest platform_;
    std::vector<std::string> names_{"demo"};
    json::object identity_;
    std::optional<json::array> identities_;
    json::object thing_;
    std::string failure_;

   private:
    Platforms* started_ = nullptr;
};

TEST_F(ResolveTest, a_handle_is_an_account) {
    const auto resolved = resolve(" @ada ");
    ASSERT_TRUE(resolved) << resolved.error().message();
    EXPECT_EQ(resolved.value().owner.key, (identity::Key{"demo", "", "1001"}));
    EXPECT_EQ(resolved.value().thing_key, "demo:1001");
    EXPECT_EQ(resolved.value().thing_url, "https://id.example/ada");
    EXPECT_EQ(resolved.value().thing_title, "@ada");
    EXPECT_EQ(platform_.seen().at(0).header("authorization"), "Bearer app-swordfish");
}

TEST_F(ResolveTest, a_prefix_names_the_entry_and_digits_after_it_are_an_id) {
    EXPECT_TRUE(resolve("demo:ada"));
    EXPECT_EQ(platform_.events.at(0).at("trigger").at("subject").at("kind"), "handle");
    EXPECT_TRUE(resolve("demo:1001"));
    EXPECT_EQ(platform_.events.at(2).at("trigger").at("subject").at("kind"), "id");
    EXPECT_TRUE(resolve("demo:@1001"));
    EXPECT_EQ(platform_.events.at(4).at("trigger").at("subject").at("kind"), "handle");
}

TEST_F(ResolveTest, a_post_is_a_thing_with_its_owner) {
    const auto resolved = resolve("post/7");
    ASSERT_TRUE(resolved) << resolved.error().message();
    EXPECT_EQ(resolved.value().thing_key, "demo:post:7");
    EXPECT_EQ(resolved.value().thing_url, "https://id.example/ada/7");
    EXPECT_EQ(resolved.value().thing_title, "first words");
    EXPECT_EQ(resolved.value().owner.key.subject, "1001");
}

TEST_F(ResolveTest, a_post_without_a_named_owner_is_owner_unknown) {
    identities_ = json::array{};
    EXPECT_EQ(resolve("post/7").error(), Refusal::owner_unknown);
}

TEST_F(ResolveTest, what_nobody_understands_is_said_so) {
    for (const char* text : {"", "  ", "a b", "https://elsewhere.example/x", "\xff", "a\nb"})
        EXPECT_EQ(resolve(text).error(), Refusal::text_not_understood) << text;
    EXPECT_EQ(resolve(std::string(3000, 'a')).error(), Refusal::text_not_understood);
    EXPECT_EQ(resolve("ada", "nobody").error(), Refusal::provider_unknown);
    EXPECT_EQ(requests(), 0U);
}

TEST_F(ResolveTest, what_two_platforms_understand_needs_a_choice) {
    names_ = {"demo", "other"};
    EXPECT_EQ(resolve("ada").error(), Refusal::text_not_understood);
    EXPECT_EQ(resolve("ada", "other").value().thing_key, "other:1001");
    EXPECT_EQ(resolve("other:ada").value().thing_key, "other:1001");
}

TEST_F(ResolveTest, an_answer_about_another_id_is_refused) {
    EXPECT_EQ(resolve("demo:1002").error(), Refusal::identity_invalid);
}

TEST_F(ResolveTest, more_than_one_answer_is_none) {
    identities_ = json::array{identity_, json::object{{"id", "1002"}}};
    EXPECT_EQ(resolve("ada").error(), base::Fault::plugin_unavailable);
}

TEST_F(ResolveTest, case_42_ids_past_two_to_the_53_stay_two) {
    identity_["id"] = "9007199254740992";
    EXPECT_EQ(resolve("demo:9007199254740992").value().thing_key, "demo:9007199254740992");
    EXPECT_EQ(resolve("demo:9007199254740993").error(), Refusal::identity_invalid);
    identity_["id"] = "9007199254740993";
    platform_.now += std::chrono::minutes(2);
    EXPECT_EQ(resolve("demo:9007199254740993").value().thing_key, "demo:9007199254740993");
    EXPECT_EQ(resolve("demo:9007199254740992").value().thing_key, "demo:9007199254740992");
}

TEST_F(ResolveTest, an_answer_is_remembered_for_its_time) {
    EXPECT_TRUE(resolve("ada"));
    EXPECT_TRUE(resolve("@ada"));
    EXPECT_EQ(requests(), 1U);
    platform_.now += std::chrono::seconds(3601);
    EXPECT_TRUE(resolve("ada"));
    EXPECT_EQ(requests(), 2U);
}

TEST_F(ResolveTest, case_64_unknown_accounts_are_remembered_for_a_minute) {
    failure_ = "not_found";
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(resolve("ghost").error(), Refusal::account_unknown);
    EXPECT_EQ(requests(), 1U);
    platform_.now += std::chrono::seconds(61);
    EXPECT_EQ(resolve("ghost").error(), Refusal::account_unknown);
    EXPECT_EQ(requests(), 2U);
}

TEST_F(ResolveTest, case_64_a_platform_that_asks_to_wait_is_left_alone_as_long) {
    failure_ = "rate_limited";
    EXPECT_EQ(resolve("ada").error(), Refusal::rate_limited);
    failure_ = "";
    EXPECT_EQ(resolve("bob").error(), Refusal::rate_limited);
    EXPECT_EQ(requests(), 1U);
    platform_.now += std::chrono::seconds(31);
    EXPECT_TRUE(resolve("bob"));
}

TEST_F(ResolveTest, faults_are_not_remembered) {
    failure_ = "platform_error";
    EXPECT_EQ(resolve("ada").error(), base::Fault::platform_unavailable);
    failure_ = "";
    EXPECT_TRUE(resolve("ada"));
}

TEST_F(ResolveTest, simultaneous_lookups_of_one_account_are_one_request) {
    Platforms& under_test = platforms();
    std::vector<std::future<base::Result<Resolved>>> futures;
    for (int i = 0; i < 8; ++i)
        futures.push_back(http::spawn(platform_.context(), under_test.resolve("ada", "demo")));
    platform_.context().run();
    for (auto& future : futures)
        EXPECT_EQ(future.get().value().thing_key, "demo:1001");
    EXPECT_EQ(requests(), 1U);
}

TEST_F(ResolveTest, a_platform_without_lookups_or_token_says_so) {
    platform_.manifest.flows = {"login"};
    EXPECT_EQ(resolve("ada").error(), Refusal::lookup_unsupported);
}

TEST_F(ResolveTest, case_40_where_handles_cannot_be_looked_up_the_money_is_for_the_handle) {
    platform_.manifest.flows = {"login"};
    platform_.manifest.claim_by = {"handle"};
    platform_.normal_form = [](const std::string&, const std::string& text) -> json::value {
        const std::string handle = text.substr(text.starts_with('@') ? 1 : 0);
        return json::object{{"kind", "handle"}, {"handle", handle}, {"key", http::to_lower_ascii(handle)}};
    };
    const auto ada = resolve("@Ada");
    ASSERT_TRUE(ada) << ada.error().message();
    EXPECT_EQ(ada.value().owner.key, identity::by_handle("demo", "", "ada"));
    EXPECT_TRUE(identity::is_by_handle(ada.value().owner.key));
    EXPECT_EQ(ada.value().owner.handle, "Ada");
    EXPECT_EQ(ada.value().thing_key, "demo:@ada");
    EXPECT_EQ(ada.value().thing_title, "@Ada");
    EXPECT_EQ(resolve("demo:@ada").value().owner.key, ada.value().owner.key) << "as the hub itself writes it";
    EXPECT_EQ(requests(), 0U);
}

TEST_F(ResolveTest, case_40_a_plugin_may_say_so_only_for_this_platform) {
    platform_.manifest.claim_by = {"id", "handle"};
    failure_ = "by_handle";
    EXPECT_EQ(resolve("@ada").value().owner.key, identity::by_handle("demo", "", "ada"));
    failure_ = "not_found";
    EXPECT_EQ(resolve("@bob").error(), Refusal::account_unknown) << "a platform that knows says so";
    failure_ = "platform_error";
    EXPECT_EQ(resolve("@eve").error(), base::Fault::platform_unavailable) << "a failure is no answer";
    failure_ = "unsupported";
    EXPECT_EQ(resolve("@mia").error(), Refusal::lookup_unsupported) << "nor is a platform without handles";
}

TEST_F(ResolveTest, case_41_every_spelling_of_a_handle_is_one_key_or_refused) {
    platform_.manifest.flows = {"login"};
    platform_.manifest.claim_by = {"handle"};
    const auto ada = resolve("@ada").value().owner.key;
    EXPECT_EQ(resolve("\xEF\xBD\x81\xEF\xBD\x84\xEF\xBD\x81").value().owner.key, ada) << "full-width letters";
    for (const char* text : {"@\xD0\xB0"
                             "da",
                             "@\xD1\x80\xD0\xB0\xD1\x83\xD1\x80\xD0\xB0", "@ada.", "@.ada",
                             "@a\xE2\x80\x8B"
                             "da",
                             "@ada\xE2\x80\xAE",
                             "@\xC2\xA0"
                             "ada"})
        EXPECT_EQ(resolve(text).error(), Refusal::text_not_understood) << text;
}

TEST_F(ResolveTest, case_64_a_thousand_lookups_of_one_instance_are_as_many_as_its_limit) {
    platform_.manifest.id_scope = "instance";
    platform_.normal_form = [](const std::string&, const std::string& text) -> json::value {
        const auto at = text.find('@');
        if (at == std::string::npos) return nullptr;
        return json::object{{"kind", "handle"},
                            {"handle", text.substr(0, at)},
                            {"key", text.substr(0, at)},
                            {"instance", text.substr(at + 1)}};
    };
    std::size_t answered = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto resolved = resolve("u" + std::to_string(i) + "@a.example");
        answered += resolved ? 1 : 0;
        if (!resolved) {
            EXPECT_EQ(resolved.error(), Refusal::rate_limited);
        }
    }
    EXPECT_EQ(answered, 120U);
    EXPECT_EQ(requests(), 120U);
    EXPECT_TRUE(resolve("ada@b.example")) << "another instance has its own";
    platform_.now += std::chrono::seconds(1);
    EXPECT_TRUE(resolve("u999@a.example"));
}

TEST_F(ResolveTest, case_64_a_platform_that_fails_is_left_alone_for_half_a_minute) {
    failure_ = "platform_error";
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(resolve("u" + std::to_string(i)).error(), base::Fault::platform_unavailable);
    EXPECT_EQ(requests(), 5U);
    failure_ = "";
    platform_.now += std::chrono::seconds(31);
    EXPECT_TRUE(resolve("ada"));
}

TEST_F(ResolveTest, a_lookup_that_throws_leaves_nothing_under_way) {
    const Script usual = platform_.script;
    platform_.script = [](const json::object&) -> json::object { throw std::runtime_error("out of memory"); };
    EXPECT_EQ(resolve("ada").error(), base::Fault::timed_out);
    EXPECT_EQ(resolve("ada").error(), base::Fault::timed_out) << "a second one would wait for the first for ever";
    platform_.script = usual;
    EXPECT_TRUE(resolve("ada"));
}

TEST_F(ResolveTest, a_missing_app_token_says_so) {
    ProviderOptions entry = platform_.entry("demo");
    entry.app_token.clear();
    Platforms& without_token = platform_.start({entry});
    EXPECT_EQ(platform_.run(without_token.resolve("ada", "demo")).error(), Refusal::lookup_unsupported);
}

TEST_F(ResolveTest, the_longest_unused_is_forgotten_first) {
    LookupCache cache(2);
    const base::Time now = base::from_micros(1);
    const base::Time later = base::from_micros(2);
    cache.put("a", Refusal::account_unknown, later);
    cache.put("b", Refusal::account_unknown, later);
    EXPECT_TRUE(cache.find("a", now));
    cache.put("c", Refusal::account_unknown, later);
    EXPECT_TRUE(cache.find("a", now));
    EXPECT_FALSE(cache.find("b", now));
    EXPECT_TRUE(cache.find("c", now));
    EXPECT_FALSE(cache.find("c", later));
}

TEST_F(ResolveTest, a_bad_entry_is_refused_with_what_to_do) {
    Platforms& under_test = platforms();
    const auto problem_of = [&](ProviderOptions entry) {
        std::string problem;
        EXPECT_FALSE(under_test.add(std::move(entry), problem));
        return problem;
    };
    EXPECT_THAT(problem_of(platform_.entry("demo")), testing::HasSubstr("twice"));
    EXPECT_THAT(problem_of(platform_.entry("De mo")), testing::HasSubstr("a-z"));
    ProviderOptions settings = platform_.entry("x");
    settings.settings_json = "[]";
    EXPECT_THAT(problem_of(settings), testing::HasSubstr("JSON object"));
    ProviderOptions endpoint = platform_.entry("x");
    endpoint.endpoints["token"] = "id.example/token";
    EXPECT_THAT(problem_of(endpoint), testing::HasSubstr("endpoint token is no URL"));
}

}  // namespace
}  // namespace obolus::oauth
