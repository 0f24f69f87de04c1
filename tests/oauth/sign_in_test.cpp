#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

#include "base/crypto.hpp"
#include "oauth/sign_in_fixture.hpp"
#include "oauth/sign_in_state.hpp"

namespace obolus::oauth {
namespace {

namespace json = boost::json;
using http::Fields;
using testing::HasSubstr;
using testing::Not;

TEST_F(SignInTest, a_sign_in_names_who_it_was) {
    const auto who = sign_in();
    ASSERT_TRUE(who) << who.error().message();
    ASSERT_EQ(who.value().size(), 1U);
    EXPECT_EQ(who.value()[0].key, (identity::Key{"demo", "", "1001"}));
    EXPECT_EQ(who.value()[0].handle, "ada");
    const auto seen = platform_.seen();
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0].header("authorization"), "Basic Y2xpZW50OnN3b3JkZmlzaA==");
    EXPECT_EQ(seen[1].header("authorization"), "Bearer token-swordfish");
}

TEST_F(SignInTest, the_browser_is_sent_with_everything_that_binds_the_answer_to_it) {
    const StartedSignIn started = begin();
    EXPECT_TRUE(started.redirect_url.starts_with("https://id.example/authorize?response_type=code&client_id=client&"));
    EXPECT_EQ(parameter(started.redirect_url, "state").size(), 43U);
    EXPECT_EQ(parameter(started.redirect_url, "scope"), "read");
    EXPECT_EQ(parameter(started.redirect_url, "nonce"), "");
}

TEST_F(SignInTest, the_plugin_cannot_replace_what_the_hub_sets) {
    redirect_["parameters"] =
        json::array{json::array{"state", "mine"}, json::array{"redirect_uri", "https://evil.example"},
                    json::array{"code_challenge", "mine"}, json::array{"prompt", "login"}};
    const StartedSignIn started = begin();
    EXPECT_THAT(started.redirect_url, Not(HasSubstr("mine")));
    EXPECT_THAT(started.redirect_url, Not(HasSubstr("evil")));
    EXPECT_EQ(parameter(started.redirect_url, "prompt"), "login");
}

TEST_F(SignInTest, the_plugin_cannot_send_people_elsewhere) {
    for (const char* url : {"https://evil.example/authorize", "http://id.example/authorize", "https://id.example:8443/",
                            "https://id.example@evil.example/", "javascript:alert(1)"}) {
        redirect_["url"] = url;
        const auto started = platform_.run(platforms().start_sign_in("demo", "", "/"));
        EXPECT_EQ(started.error(), base::Fault::plugin_unavailable) << url;
    }
}

TEST_F(SignInTest, case_1_a_callback_without_state_is_refused) {
    const StartedSignIn started = begin();
    EXPECT_EQ(platforms().open_callback("demo", started.sealed, {{"code", "c"}}).error(),
              Refusal::sign_in_state_missing);
    EXPECT_EQ(platforms().open_callback("demo", started.sealed, {{"code", "c"}, {"state", ""}}).error(),
              Refusal::sign_in_state_missing);
    EXPECT_EQ(platforms().open_callback("demo", "", answer_to(started)).error(), Refusal::sign_in_state_missing);
}

TEST_F(SignInTest, case_2_an_unknown_state_is_refused) {
    const StartedSignIn started = begin();
    EXPECT_EQ(
        platforms().open_callback("demo", started.sealed, {{"code", "c"}, {"state", base::random_token()}}).error(),
        Refusal::sign_in_state_mismatch);
}

TEST_F(SignInTest, case_3_the_state_of_another_browser_is_refused) {
    const StartedSignIn mine = begin();
    const StartedSignIn attackers = begin();
    EXPECT_EQ(platforms().open_callback("demo", mine.sealed, answer_to(attackers)).error(),
              Refusal::sign_in_state_mismatch);
}

TEST_F(SignInTest, case_4_a_state_used_twice_is_one_flow_to_consume) {
    const StartedSignIn started = begin();
    const auto first = platforms().open_callback("demo", started.sealed, answer_to(started));
    const auto second = platforms().open_callback("demo", started.sealed, answer_to(started));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first.value().flow_id, second.value().flow_id);
    EXPECT_EQ(first.value().expires_at, platform_.now + std::chrono::minutes(10));
    const StartedSignIn another = begin();
    EXPECT_NE(first.value().flow_id,
              platforms().open_callback("demo", another.sealed, answer_to(another)).value().flow_id);
}

TEST_F(SignInTest, case_5_a_sign_in_older_than_ten_minutes_is_refused) {
    const StartedSignIn started = begin();
    platform_.now += std::chrono::minutes(10);
    EXPECT_TRUE(platforms().open_callback("demo", started.sealed, answer_to(started)));
    platform_.now += std::chrono::microseconds(1);
    EXPECT_EQ(platforms().open_callback("demo", started.sealed, answer_to(started)).error(), Refusal::sign_in_expired);
    platform_.now -= std::chrono::hours(1);
    EXPECT_EQ(platforms().open_callback("demo", started.sealed, answer_to(started)).error(), Refusal::sign_in_expired);
}

TEST_F(SignInTest, case_6_a_sign_in_of_another_provider_is_refused) {
    const StartedSignIn started = begin();
    EXPECT_EQ(platforms().open_callback("other", started.sealed, answer_to(started)).error(),
              Refusal::sign_in_state_mismatch);
    EXPECT_EQ(platforms().open_callback("nobody", started.sealed, answer_to(started)).error(),
              Refusal::provider_unknown);
}

TEST_F(SignInTest, a_forged_or_damaged_sealed_value_is_refused) {
    const StartedSignIn started = begin();
    for (std::size_t i = 0; i < started.sealed.size(); i += 7) {
        std::string damaged = started.sealed;
        damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(platforms().open_callback("demo", damaged, answer_to(started)).error(),
                  Refusal::sign_in_state_mismatch);
    }
    SignInState forged;
    forged.provider = "demo";
    forged.flow_id = "f";
    forged.state = "s";
    forged.created_at = platform_.now;
    const std::string sealed = seal_sign_in(std::string(32, 'x'), forged).value();
    EXPECT_EQ(platforms().open_callback("demo", sealed, {{"state", "s"}, {"code", "c"}}).error(),
              Refusal::sign_in_state_mismatch);
}

TEST_F(SignInTest, case_7_a_wrong_iss_is_refused_before_any_request) {
    redirect_["issuer"] = "https://id.example";
    const StartedSignIn started = begin();
    for (const char* iss : {"https://evil.example", "https://id.example/", "https://ID.example", ""}) {
        Fields query = answer_to(started);
        query.emplace_back("iss", iss);
        EXPECT_EQ(platforms().open_callback("demo", started.sealed, query).error(), Refusal::issuer_mismatch) << iss;
    }
    EXPECT_TRUE(platform_.seen().empty());
}

TEST_F(SignInTest, case_8_an_absent_iss_is_refused_when_it_was_promised) {
    redirect_["issuer"] = "https://id.example";
    const StartedSignIn promised = begin();
    EXPECT_EQ(platforms().open_callback("demo", promised.sealed, answer_to(promised)).error(),
              Refusal::issuer_mismatch);
    redirect_.erase("issuer");
    const StartedSignIn not_promised = begin();
    EXPECT_TRUE(platforms().open_callback("demo", not_promised.sealed, answer_to(not_promised)));
}

TEST_F(SignInTest, case_9_repeated_parameters_are_refused) {
    const StartedSignIn started = begin();
    for (const char* name : {"code", "state", "iss", "error"}) {
        Fields query = answer_to(started);
        query.emplace_back("iss", "x");
        query.emplace_back("error", "x");
        query.emplace_back(name, std::string(http::find(query, name).value_or("")));
        EXPECT_EQ(platforms().open_callback("demo", started.sealed, query).error(), Refusal::sign_in_parameter_repeated)
            << name;
    }
}

TEST_F(SignInTest, case_10_a_denial_consumes_the_state_first_and_asks_the_platform_nothing) {
    const StartedSignIn started = begin();
    const Fields query{{"error", "access_denied"}, {"state", parameter(started.redirect_url, "state")}};
    const auto opened = platforms().open_callback("demo", started.sealed, query);
    ASSERT_TRUE(opened);
    EXPECT_FALSE(opened.value().flow_id.empty());
    EXPECT_EQ(platform_.run(platforms().finish_sign_in(opened.value())).error(), Refusal::sign_in_denied);
    EXPECT_TRUE(platform_.seen().empty());
}

TEST_F(SignInTest, case_12_a_token_that_comes_by_the_browser_is_ignored) {
    const StartedSignIn started = begin();
    const Fields query{{"state", parameter(started.redirect_url, "state")},
                       {"access_token", "planted-token"},
                       {"id_token", "planted-id-token"},
                       {"token_type", "bearer"}};
    EXPECT_EQ(finish(started, query).error(), Refusal::token_refused);
    EXPECT_TRUE(platform_.seen().empty());
    for (const json::object& event : platform_.events)
        EXPECT_THAT(json::serialize(event), Not(HasSubstr("planted")));
}

TEST_F(SignInTest, case_14_only_local_paths_are_returned_to) {
    for (const char* path :
         {"//evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example", "/\t/evil", ""}) {
        const StartedSignIn started = begin(path);
        EXPECT_EQ(platforms().open_callback("demo", started.sealed, answer_to(started)).value().return_to, "/") << path;
    }
    const StartedSignIn started = begin("/claim?x=1");
    EXPECT_EQ(platforms().open_callback("demo", started.sealed, answer_to(started)).value().return_to, "/claim?x=1");
}

TEST_F(SignInTest, case_15_and_16_each_sign_in_has_its_own_verifier_and_sends_its_s256_challenge) {
    const StartedSignIn first = begin();
    const StartedSignIn second = begin();
    EXPECT_EQ(parameter(first.redirect_url, "code_challenge_method"), "S256");
    EXPECT_NE(parameter(first.redirect_url, "code_challenge"), parameter(second.redirect_url, "code_challenge"));
    // The plugin's form names no verifier; it goes along all the same, and is the one that was promised.
    ASSERT_TRUE(finish(first, answer_to(first)));
    const auto form = http::parse_form(platform_.seen().at(0).body);
    ASSERT_TRUE(form);
    const std::string verifier(http::find(*form, "code_verifier").value_or(""));
    EXPECT_EQ(verifier.size(), 43U);
    EXPECT_EQ(code_challenge(verifier), parameter(first.redirect_url, "code_challenge"));
}

TEST_F(SignInTest, case_16_pkce_is_left_out_by_a_declared_quirk_alone) {
    platform_.manifest.quirks = {"no_pkce"};
    const StartedSignIn started = begin();
    EXPECT_EQ(parameter(started.redirect_url, "code_challenge"), "");
    ASSERT_TRUE(finish(started, answer_to(started)));
    EXPECT_THAT(platform_.seen().at(0).body, Not(HasSubstr("code_verifier")));
}

TEST_F(SignInTest, case_17_the_redirect_uri_is_the_configured_one) {
    const StartedSignIn started = begin();
    EXPECT_EQ(parameter(started.redirect_url, "redirect_uri"), "https://hub.example/callback/demo");
    ASSERT_TRUE(finish(started, answer_to(started)));
    EXPECT_THAT(platform_.seen().at(0).body, HasSubstr("redirect_uri=https%3A%2F%2Fhub.example%2Fcallback%2Fdemo"));
}

TEST_F(SignInTest, case_22_a_server_gets_one_fresh_nonce_and_no_second_one) {
    token_request_["dpop"] = true;
    platform_.answers["/token"] = json_answer({{"error", "use_dpop_nonce"}}, 400);
    EXPECT_EQ(sign_in().error(), Refusal::token_refused);
    EXPECT_EQ(platform_.seen().size(), 1U) << "it names no nonce to use";
    platform_.answers["/token"].headers.emplace_back("DPoP-Nonce", "fresh");
    EXPECT_EQ(sign_in().error(), Refusal::token_refused);
    const auto seen = platform_.seen();
    ASSERT_EQ(seen.size(), 3U);
    const auto proof = [&seen](std::size_t i) {
        const std::string jws(seen[i].header("dpop").value_or(""));
        const std::string payload = jws.substr(jws.find('.') + 1, jws.rfind('.') - jws.find('.') - 1);
        return json::parse(base::from_base64url(payload).value_or("null")).as_object();
    };
    EXPECT_FALSE(proof(1).contains("nonce"));
    EXPECT_EQ(proof(2).at("nonce"), "fresh");
    EXPECT_EQ(proof(2).at("htu"), json::value(platform_.url("/token")));
    EXPECT_NE(proof(1).at("jti"), proof(2).at("jti"));
}

TEST_F(SignInTest, case_23_a_bearer_token_is_no_answer_to_a_proof) {
    token_request_["dpop"] = true;
    EXPECT_EQ(sign_in().error(), Refusal::token_refused);
}

TEST_F(SignInTest, case_20_a_200_with_an_error_body_is_a_failure) {
    platform_.answers["/token"] =
        json_answer({{"error", "bad_verification_code"}, {"access_token", "x"}, {"token_type", "bearer"}});
    EXPECT_EQ(sign_in().error(), Refusal::token_refused);
    platform_.answers["/token"] = json_answer({{"token_type", "bearer"}});
    EXPECT_EQ(sign_in().error(), Refusal::token_refused);
    platform_.answers["/token"] = http::text_response(200, "text/html", "<html>");
    EXPECT_EQ(sign_in().error(), Refusal::token_refused);
    platform_.answers["/token"] = json_answer({{"error", "invalid_grant"}}, 400);
    EXPECT_EQ(sign_in().error(), Refusal::token_refused);
    platform_.answers["/token"] = json_answer({}, 503);
    EXPECT_EQ(sign_in().error(), base::Fault::platform_unavailable);
}

TEST_F(SignInTest, case_21_a_redirecting_token_endpoint_is_not_followed) {
    http::Response away = http::redirect_response(platform_.url("/me"));
    away.status = 307;
    platform_.answers["/token"] = away;
    EXPECT_EQ(sign_in().error(), Refusal::token_refused);
    EXPECT_EQ(platform_.seen().size(), 1U);
}

TEST_F(SignInTest, case_23_another_token_type_is_refused) {
    for (const json::value& type : {json::value("mac"), json::value("DPoP"), json::value(nullptr), json::value("")}) {
        platform_.answers["/token"] = json_answer({{"access_token", "token-swordfish"}, {"token_type", type}});
        EXPECT_EQ(sign_in().error(), Refusal::token_refused) << type;
    }
    platform_.answers["/token"] = json_answer({{"access_token", "token-swordfish"}, {"token_type", "BEARER"}});
    EXPECT_TRUE(sign_in());
}

TEST_F(SignInTest, case_42_ids_past_two_to_the_53_stay_two) {
    identities_ = json::array{json::object{{"id", "9007199254740992"}}, json::object{{"id", "9007199254740993"}}};
    const auto who = sign_in();
    ASSERT_TRUE(who);
    EXPECT_EQ(who.value()[0].key.subject, "9007199254740992");
    EXPECT_EQ(who.value()[1].key.subject, "9007199254740993");
    identities_ = json::array{json::object{{"id", 9007199254740993}}};
    EXPECT_EQ(sign_in().error(), Refusal::identity_invalid);
}

TEST_F(SignInTest, case_46_an_app_scoped_id_that_reads_like_a_handle_is_no_handle) {
    // "zuck" is the app-scoped id of one person and the vanity name of another.
    platform_.manifest.id_scope = "app";
    platform_.manifest.claim_by = {"id", "handle"};
    identities_ = json::array{json::object{{"id", "zuck"}}};
    const auto who = sign_in();
    ASSERT_TRUE(who);
    EXPECT_EQ(who.value()[0].key, (identity::Key{"demo", "", "zuck"}));
    EXPECT_EQ(who.value()[0].handle_key, "");
    EXPECT_NE(who.value()[0].key, identity::by_handle("demo", "", "zuck"));
    for (const char* id : {"@zuck", "#zuck", "@"}) {
        identities_ = json::array{json::object{{"id", id}}};
        EXPECT_EQ(sign_in().error(), Refusal::identity_invalid) << id << " is the hub's own way to write a handle";
    }
}

TEST_F(SignInTest, case_47_an_organisation_is_there_for_its_owners_and_admins_alone) {
    const auto names = [this](const char* kind, const char* role) {
        json::object shared{{"id", "77"}, {"kind", kind}};
        if (*role != '\0') shared["role"] = role;
        identities_ = json::array{json::object{{"id", "1001"}}, shared};
        const auto who = sign_in();
        return who ? who.value().size() : 0;
    };
    for (const char* kind : {"organisation", "page"}) {
        EXPECT_EQ(names(kind, "owner"), 2U);
        EXPECT_EQ(names(kind, "admin"), 2U);
        EXPECT_EQ(names(kind, "member"), 1U);
        EXPECT_EQ(names(kind, ""), 1U) << "a plugin that doesn't say is not believed";
    }
    identities_ = json::array{json::object{{"id", "77"}, {"kind", "organisation"}, {"role", "member"}}};
    EXPECT_EQ(sign_in().error(), Refusal::identity_invalid);
}

TEST_F(SignInTest, case_48_an_account_of_another_instance_is_ignored) {
    platform_.manifest.id_scope = "instance";
    const auto sign_in_at = [this](const char* instance, const char* handle) {
        identities_ = json::array{json::object{{"id", "42"}, {"handle", handle}}};
        const auto started = platform_.run(platforms().start_sign_in("demo", instance, "/"));
        EXPECT_TRUE(started);
        return finish(started.value(), answer_to(started.value()));
    };
    EXPECT_EQ(sign_in_at("a.example", "bob@b.example").error(), Refusal::identity_invalid);
    EXPECT_EQ(sign_in_at("a.example", "bob@a.example.evil").error(), Refusal::identity_invalid);
    const auto own = sign_in_at("a.example", "bob@A.example");
    ASSERT_TRUE(own);
    EXPECT_EQ(own.value()[0].key, (identity::Key{"demo", "a.example", "42"}));
    EXPECT_NE(own.value()[0].key, sign_in_at("b.example", "bob").value()[0].key);
}

TEST_F(SignInTest, case_50_provider_and_instance_are_the_hubs_whatever_the_plugin_says) {
    identities_ = json::array{json::object{{"id", "1001"}, {"provider", "other"}, {"instance", "evil.example"}}};
    const auto who = sign_in();
    ASSERT_TRUE(who);
    EXPECT_EQ(who.value()[0].key, (identity::Key{"demo", "", "1001"}));
}

TEST_F(SignInTest, case_56_no_secret_reaches_the_plugin) {
    platform_.answers["/token"] = json_answer({{"access_token", "token-swordfish"},
                                               {"refresh_token", "refresh-swordfish"},
                                               {"token_type", "bearer"},
                                               {"note", "again: token-swordfish"}});
    platform_.answers["/token"].headers.emplace_back("X-Token", "token-swordfish");
    platform_.answers["/token"].headers.emplace_back("Set-Cookie", "swordfish=1");
    ASSERT_TRUE(sign_in());
    for (const json::object& event : platform_.events) {
        const std::string text = json::serialize(event);
        EXPECT_THAT(text, Not(HasSubstr("swordfish")));
        EXPECT_THAT(text, Not(HasSubstr("the-code")));
    }
}

TEST_F(SignInTest, a_plugin_cannot_take_over_the_hubs_slots_or_name_unknown_ones) {
    token_request_["capture"] = json::array{json::object{{"slot", "$code_verifier"}, {"pointer", "/access_token"}}};
    EXPECT_EQ(sign_in().error(), base::Fault::plugin_unavailable);
    token_request_.erase("capture");
    EXPECT_EQ(sign_in().error(), base::Fault::plugin_unavailable);  // /me then asks with a token that nobody captured
}

TEST_F(SignInTest, an_identity_that_no_platform_has_named_does_not_count) {
    platform_.script = [this](const json::object& event) {
        return event.at("trigger").at("kind") == "start" ? output(redirect_, "redirected") : done(identities_);
    };
    EXPECT_EQ(sign_in().error(), base::Fault::plugin_unavailable);
}

TEST_F(SignInTest, secrets_go_to_hosts_of_the_config_alone) {
    token_request_["url"] = "https://evil.example/token";
    EXPECT_EQ(sign_in().error(), base::Fault::plugin_unavailable);
    EXPECT_TRUE(platform_.seen().empty());
}

TEST_F(SignInTest, case_67_identities_that_cannot_be_are_refused) {
    const std::vector<json::array> lists{json::array{},
                                         json::array{1},
                                         json::array{json::object{{"id", ""}}},
                                         json::array{json::object{{"handle", "ada"}}},
                                         json::array{json::object{{"id", "a\nb"}}},
                                         json::array{json::object{{"id", "\xff"}}},
                                         json::array{json::object{{"id", std::string(256, 'a')}}},
                                         json::array{json::object{{"id", "1"}, {"handle", "a\x7f"}}},
                                         json::array{json::object{{"id", "1"}}, json::object{{"id", "1"}}},
                                         json::array(65, json::object{{"id", "1"}})};
    for (const json::array& list : lists) {
        identities_ = list;
        EXPECT_EQ(sign_in().error(), Refusal::identity_invalid) << json::serialize(list);
    }
}

TEST_F(SignInTest, urls_that_a_page_must_not_link_to_are_dropped) {
    identities_ = json::array{
        json::object{{"id", "1"}, {"avatar_url", "javascript:alert(1)"}, {"profile_url", "data:text/html,x"}},
        json::object{
            {"id", "2"}, {"avatar_url", "http://id.example/a.png"}, {"profile_url", "http://localhost:81/ada"}},
        json::object{{"id", "3"}, {"avatar_url", "https://id.example/a.png"}, {"profile_url", "https://x@y/"}}};
    const auto who = sign_in();
    ASSERT_TRUE(who);
    EXPECT_EQ(who.value()[0].avatar_url + who.value()[0].profile_url, "");
    EXPECT_EQ(who.value()[1].avatar_url, "");
    EXPECT_EQ(who.value()[1].profile_url, "http://localhost:81/ada");
    EXPECT_EQ(who.value()[2].avatar_url, "https://id.example/a.png");
    EXPECT_EQ(who.value()[2].profile_url, "");
}

TEST_F(SignInTest, a_flow_without_end_is_ended) {
    platform_.script = [this](const json::object& event) {
        if (event.at("trigger").at("kind") == "start") return output(redirect_, "redirected");
        return output({{"kind", "http"}, {"method", "GET"}, {"url", platform_.url("/me")}}, "again");
    };
    EXPECT_EQ(sign_in().error(), base::Fault::timed_out);
    EXPECT_EQ(platform_.seen().size(), 16U);
}

TEST_F(SignInTest, a_flow_may_read_256_kib_altogether) {
    platform_.answers["/me"] = http::text_response(200, "text/plain", std::string(100 * 1024, 'x'));
    platform_.script = [this](const json::object& event) {
        if (event.at("trigger").at("kind") == "start") return output(redirect_, "redirected");
        return output({{"kind", "http"}, {"method", "GET"}, {"url", platform_.url("/me")}}, "again");
    };
    EXPECT_EQ(sign_in().error(), base::Fault::platform_unavailable);
    EXPECT_EQ(platform_.seen().size(), 3U);
}

TEST_F(SignInTest, the_entropy_of_each_step_is_fresh) {
    ASSERT_TRUE(sign_in());
    ASSERT_EQ(platform_.events.size(), 4U);
    EXPECT_EQ(platform_.events[0].at("entropy").as_string().size(), 64U);
    EXPECT_NE(platform_.events[0].at("entropy"), platform_.events[1].at("entropy"));
    EXPECT_NE(platform_.events[2].at("entropy"), platform_.events[3].at("entropy"));
}

TEST_F(SignInTest, what_the_plugin_says_of_a_failure_is_the_answer) {
    for (const auto& [reason, error] :
         std::vector<std::pair<const char*, std::error_code>>{{"denied", Refusal::sign_in_denied},
                                                              {"not_found", Refusal::identity_invalid},
                                                              {"rate_limited", Refusal::rate_limited},
                                                              {"bad_input", Refusal::token_refused},
                                                              {"platform_error", base::Fault::platform_unavailable},
                                                              {"unheard-of", base::Fault::platform_unavailable}}) {
        platform_.script = [this, cause = reason](const json::object& event) {
            return event.at("trigger").at("kind") == "start" ? output(redirect_, "redirected") : fail(cause);
        };
        EXPECT_EQ(sign_in().error(), error) << reason;
    }
}

}  // namespace
}  // namespace obolus::oauth
