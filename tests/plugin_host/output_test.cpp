#include "plugin_host/output.hpp"

#include <string>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin_host/shape.hpp"

namespace obolus::plugin_host {
namespace {

using ::testing::HasSubstr;

std::string problem_of(const std::string& effect, const std::string& state = "null") {
    std::string problem;
    const auto value = parse_message("{\"effect\":" + effect + ",\"state\":" + state + "}", problem);
    return value ? check_step_output(*value) : problem;
}

std::string subject_problem(const std::string& subject) { return check_subject(boost::json::parse(subject)); }

TEST(OutputTest, every_effect_of_the_reference_is_accepted) {
    EXPECT_EQ(
        problem_of(
            R"({"kind":"redirect_user","url":"https://a.example/x","parameters":[["a","b"]],"scope":"s","issuer":"https://a.example"})"),
        "");
    EXPECT_EQ(
        problem_of(
            R"({"kind":"http","method":"POST","url":"https://a.example/t","headers":[["accept","application/json"]],
        "form":[["code",{"slot":"$code"}],["a","b"]],"auth":{"scheme":"basic","slot":"client"},
        "capture":[{"slot":"$access_token","pointer":"/access_token"}],"token_response":true,
        "id_token":"/id_token","issuer":"https://a.example","jwks_url":"https://a.example/jwks"})"),
        "");
    EXPECT_EQ(
        problem_of(
            R"({"kind":"done","identities":[{"id":"1","handle":"a","name":"A","avatar_url":"https://a.example/p","profile_url":"http://a.example","kind":"page"}],
        "thing":{"type":"post","id":"1","url":"https://a.example/1","title":"T"}})"),
        "");
    EXPECT_EQ(problem_of(R"({"kind":"fail","class":"rate_limited","retry_after_s":90,"detail":"d"})"), "");
    EXPECT_EQ(problem_of(R"({"kind":"wait","seconds":1})"), "");
}

TEST(OutputTest, an_output_needs_exactly_effect_and_state) {
    EXPECT_EQ(check_step_output(boost::json::parse("[]")), "the answer isn't an object");
    EXPECT_EQ(check_step_output(boost::json::parse(R"({"effect":{"kind":"wait","seconds":1}})")), "state is missing");
    EXPECT_EQ(check_step_output(boost::json::parse(R"({"state":null})")), "effect is missing");
    EXPECT_EQ(check_step_output(boost::json::parse(R"({"effect":{"kind":"wait","seconds":1},"state":1,"more":1})")),
              "more isn't known here");
    EXPECT_THAT(problem_of(R"({"kind":"dns_txt"})"), HasSubstr("effect.kind isn't one of"));
}

TEST(OutputTest, a_state_too_large_for_a_cookie_is_refused) {
    EXPECT_EQ(problem_of(R"({"kind":"wait","seconds":1})", '"' + std::string(2000, 'x') + '"'), "");
    EXPECT_EQ(problem_of(R"({"kind":"wait","seconds":1})", '"' + std::string(2047, 'x') + '"'),
              "state is larger than 2048 bytes");
}

TEST(OutputTest, urls_must_be_web_addresses) {
    for (const char* url : {"", "javascript:alert(1)", "//a.example", "https://", "https:///x", "http://a b",
                            "https://a\\\\b", "https://\\u00e4.example", "file:///etc"})
        EXPECT_THAT(problem_of(std::string(R"({"kind":"redirect_user","url":")") + url + "\"}"),
                    HasSubstr("effect.url"))
            << url;
}

TEST(OutputTest, a_request_may_not_sign_or_frame_itself) {
    for (const char* header : {"Authorization", "COOKIE", "host", "content-length", "Transfer-Encoding"})
        EXPECT_THAT(
            problem_of(std::string(R"({"kind":"http","method":"GET","url":"https://a.example/","headers":[[")") +
                       header + R"(","x"]]})"),
            HasSubstr("which is the hub's"));
    EXPECT_THAT(
        problem_of(R"({"kind":"http","method":"GET","url":"https://a.example/","headers":[["x","a\r\nb: c"]]})"),
        HasSubstr("effect.headers"));
    EXPECT_THAT(problem_of(R"({"kind":"http","method":"GET","url":"https://a.example/","headers":[["x: y","a"]]})"),
                HasSubstr("effect.headers"));
    EXPECT_THAT(problem_of(R"({"kind":"http","method":"CONNECT","url":"https://a.example/"})"),
                HasSubstr("effect.method"));
}

TEST(OutputTest, secrets_go_only_where_their_scheme_takes_them) {
    const auto with_auth = [](const std::string& auth) {
        return problem_of(R"({"kind":"http","method":"GET","url":"https://a.example/","auth":)" + auth + "}");
    };
    EXPECT_EQ(with_auth(R"({"scheme":"bearer","slot":"app_token"})"), "");
    EXPECT_EQ(with_auth(R"({"scheme":"bearer","slot":"$access_token"})"), "");
    EXPECT_EQ(with_auth(R"({"scheme":"bearer","slot":"client"})"), "effect.auth.slot doesn't go with the scheme");
    EXPECT_EQ(with_auth(R"({"scheme":"basic","slot":"app_token"})"), "effect.auth.slot doesn't go with the scheme");
    EXPECT_THAT(
        problem_of(R"({"kind":"http","method":"POST","url":"https://a.example/","form":[["s",{"slot":"client"}]]})"),
        HasSubstr("effect.form"));
    EXPECT_THAT(
        problem_of(
            R"({"kind":"http","method":"GET","url":"https://a.example/","capture":[{"slot":"client","pointer":"/a"}]})"),
        HasSubstr("effect.capture.slot"));
}

TEST(OutputTest, case_38_an_email_address_is_no_part_of_an_identity) {
    EXPECT_EQ(
        problem_of(R"({"kind":"done","identities":[{"id":"1","email":"ada@example.org","email_verified":true}]})"),
        "effect.identities.email isn't known here");
}

TEST(OutputTest, case_47_a_role_is_one_of_three) {
    EXPECT_EQ(problem_of(R"({"kind":"done","identities":[{"id":"1","kind":"organisation","role":"admin"}]})"), "");
    EXPECT_EQ(problem_of(R"({"kind":"done","identities":[{"id":"1","kind":"organisation","role":"ADMIN"}]})"),
              "effect.identities.role isn't one of owner, admin, member");
}

TEST(OutputTest, only_an_app_token_may_be_optional) {
    EXPECT_EQ(problem_of(R"({"kind":"http","method":"GET","url":"https://a.example/","auth":)"
                         R"({"scheme":"bearer","slot":"app_token","optional":true}})"),
              "");
    EXPECT_EQ(problem_of(R"({"kind":"http","method":"GET","url":"https://a.example/","auth":)"
                         R"({"scheme":"bearer","slot":"$access_token","optional":true}})"),
              "effect.auth.optional is for app_token alone");
}

TEST(OutputTest, an_identity_is_its_own_entrys_and_has_a_stable_id) {
    // case 50: another provider's id is dropped, whatever the plugin says.
    EXPECT_EQ(problem_of(R"({"kind":"done","identities":[{"id":"1","provider":"twitter"}]})"),
              "effect.identities.provider isn't known here");
    EXPECT_EQ(problem_of(R"({"kind":"done","identities":[{"id":"1","instance":"a.example"}]})"),
              "effect.identities.instance isn't known here");
    EXPECT_EQ(problem_of(R"({"kind":"done","identities":[{"id":""}]})"), "effect.identities.id is empty");
    EXPECT_EQ(problem_of(R"({"kind":"done","identities":[{"handle":"a"}]})"), "effect.identities.id is missing");
    EXPECT_EQ(problem_of(R"({"kind":"done","identities":[{"id":7}]})"), "effect.identities.id isn't a string");
    EXPECT_EQ(problem_of(R"({"kind":"done","identities":[{"id":"a\nb"}]})"),
              "effect.identities.id has control characters");
}

TEST(OutputTest, parse_message_refuses_depth_bad_utf8_and_trailing_bytes) {
    std::string problem;
    EXPECT_TRUE(parse_message(std::string(31, '[') + std::string(31, ']'), problem));
    EXPECT_FALSE(parse_message(std::string(40, '[') + std::string(40, ']'), problem));
    EXPECT_EQ(problem, "the answer is nested deeper than 32 levels");
    EXPECT_FALSE(parse_message("\"\xff\"", problem));
    EXPECT_FALSE(parse_message("{} {}", problem));
    EXPECT_FALSE(parse_message("", problem));
}

TEST(OutputTest, subjects_have_the_members_of_their_kind) {
    EXPECT_EQ(subject_problem("null"), "");
    EXPECT_EQ(subject_problem(R"({"kind":"handle","handle":"Ada","key":"ada"})"), "");
    EXPECT_EQ(subject_problem(R"({"kind":"id","id":"1","instance":"a.example"})"), "");
    EXPECT_EQ(subject_problem(R"({"kind":"thing","type":"post","id":"1","url":"https://a.example/1"})"), "");
    EXPECT_EQ(subject_problem(R"({"kind":"handle","handle":"Ada"})"), "key is missing");
    EXPECT_EQ(subject_problem(R"({"kind":"id","id":"1","provider":"x"})"), "provider isn't known here");
    EXPECT_THAT(subject_problem(R"({"kind":"robot"})"), HasSubstr("kind isn't one of"));
    EXPECT_EQ(subject_problem("7"), "the answer is neither an object nor null");
}

}  // namespace
}  // namespace obolus::plugin_host
