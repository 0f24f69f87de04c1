// The JSON API over a real hub, a real server and a real client.
#include <gtest/gtest.h>

#include "api/answers.hpp"

namespace obolus::support {
namespace {

namespace json = boost::json;

class Api : public ::testing::Test {
   protected:
    /// The session of a member with EUR 5 and a plan of EUR 1.
    std::string funded_member(const std::string& subject) {
        site.hub().join(subject, 5, 1);
        return site.hub().sign_in(subject);
    }
    http::ClientResponse top_up(const std::string& session, const std::string& body, const std::string& key = "key-1") {
        return site.call("POST", "/v1/top-ups", session, body, {{"Idempotency-Key", key}});
    }

    TestSite site;
};

TEST_F(Api, the_hub_says_who_it_is) {
    const json::object hub = body_of(site.get("/v1/hub"));
    EXPECT_EQ(hub.at("id"), "test");
    EXPECT_EQ(hub.at("name"), "Test hub");
    EXPECT_EQ(hub.at("currency"), "EUR");
    EXPECT_EQ(hub.at("version"), "1.2.3");
    EXPECT_EQ(hub.at("license"), "AGPL-3.0-or-later");
    EXPECT_EQ(hub.at("source_url"), "https://code.example/?a&b");
    EXPECT_EQ(hub.at("providers").at(0).at("name"), "demo");
}

TEST_F(Api, a_stranger_is_told_to_sign_in) {
    for (const char* path :
         {"/v1/session", "/v1/me", "/v1/budget", "/v1/flattrs", "/v1/claim", "/v1/months", "/v1/resolve?text=@a"}) {
        const auto response = site.get(path);
        EXPECT_EQ(response.status, 401) << path;
        EXPECT_EQ(name_of(response), "not_signed_in") << path;
    }
    EXPECT_EQ(site.get("/v1/me", "no-such-session").status, 401);
}

TEST_F(Api, an_account_is_opened_once_and_the_session_is_its_members_at_once) {
    const std::string session = site.hub().sign_in("1001");
    EXPECT_TRUE(body_of(site.get("/v1/session", session)).at("member").is_null());
    EXPECT_EQ(name_of(site.get("/v1/me", session)), "account_needed");
    EXPECT_EQ(site.call("POST", "/v1/account", session).status, 201);
    EXPECT_TRUE(body_of(site.get("/v1/session", session)).at("member").is_string());
    EXPECT_EQ(site.get("/v1/me", session).status, 200);
    const auto again = site.call("POST", "/v1/account", session);
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(name_of(again), "account_exists");
}

TEST_F(Api, a_month_is_funded_given_closed_and_claimed) {
    const std::string giver = site.hub().sign_in("1");
    site.hub().join("1");
    EXPECT_EQ(top_up(giver, R"({"rail":"test","amount":"5.00","currency":"EUR"})").status, 201);
    EXPECT_EQ(site.call("PUT", "/v1/budget", giver, R"({"monthly":"1"})").status, 200);
    for (int i = 1001; i <= 1010; ++i) {
        const auto added = site.call("POST", "/v1/flattrs", giver, R"({"to":"@handle)" + std::to_string(i) + "\"}");
        ASSERT_EQ(added.status, 201) << added.body;
    }
    const auto repeated = site.call("POST", "/v1/flattrs", giver, R"({"to":"@handle1001","provider":"demo"})");
    EXPECT_EQ(repeated.status, 200);
    EXPECT_TRUE(body_of(repeated).at("repeated").as_bool());
    EXPECT_EQ(body_of(site.get("/v1/flattrs", giver)).at("count"), 10);

    const json::object ended = body_of(site.call("POST", "/v1/months/running/end", giver));
    const std::string month(ended.at("month").as_string());
    EXPECT_EQ(month, "2026-11");
    http::ClientResponse closed = site.call("POST", "/v1/months/" + month + "/close", giver);
    for (int step = 0; closed.status == 202 && step < 100; ++step)
        closed = site.call("POST", "/v1/months/" + month + "/close", giver);
    EXPECT_EQ(closed.status, 200) << closed.body;
    EXPECT_EQ(body_of(closed).at("phase"), "closed");

    const std::string owner = site.hub().sign_in("1001");
    const json::object waiting = body_of(site.get("/v1/claim", owner));
    EXPECT_EQ(waiting.at("waiting").at("amount"), "0.10");
    EXPECT_EQ(waiting.at("waiting").at("currency"), "EUR");
    EXPECT_EQ(waiting.at("givers"), 1);
    EXPECT_FALSE(waiting.at("member").as_bool());
    const json::object taken = body_of(site.call("POST", "/v1/claim/accept", owner, "{}"));
    EXPECT_EQ(taken.at("released").at("amount"), "0.10");
    const json::object me = body_of(site.get("/v1/me", owner));
    EXPECT_EQ(me.at("revenue").at("amount"), "0.10");
    EXPECT_EQ(me.at("received").as_array().size(), 1U);
    const std::string other = site.hub().sign_in("1002");
    EXPECT_EQ(body_of(site.call("POST", "/v1/claim/decline", other)).at("returned").at("amount"), "0.10");
    EXPECT_EQ(name_of(site.call("POST", "/v1/claim/decline", other)), "nothing_waiting");
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(Api, the_same_key_tops_up_once_and_with_another_body_never) {
    const std::string session = site.hub().sign_in("1");
    site.hub().join("1");
    const std::string body = R"({"rail":"test","amount":"5.00","currency":"EUR"})";
    EXPECT_EQ(top_up(session, body).status, 201);
    EXPECT_EQ(top_up(session, body).status, 200);
    EXPECT_EQ(top_up(session, body, "\"key-1\"").status, 200) << "a structured field's quotes are not part of the key";
    EXPECT_EQ(name_of(top_up(session, R"({"rail":"test","amount":"6.00","currency":"EUR"})")),
              "idempotency_key_reused");
    EXPECT_EQ(name_of(top_up(session, body, "has blanks in it")), "idempotency_key_malformed");
    EXPECT_EQ(name_of(site.call("POST", "/v1/top-ups", session, body)), "idempotency_key_missing");
    EXPECT_EQ(body_of(site.get("/v1/me", session)).at("wallet").at("amount"), "5.00");
}

TEST_F(Api, every_bad_amount_is_refused_by_name_and_changes_nothing) {
    const std::string session = funded_member("1");
    const std::vector<std::pair<std::string, std::string>> bad{
        {R"("-1")", "amount_negative"},   {R"("1.0000001")", "amount_too_fine"},
        {R"("1e3")", "amount_malformed"}, {R"("1,5")", "amount_malformed"},
        {R"("")", "amount_malformed"},    {R"("999999999999999999999")", "amount_too_large"},
        {"1.00", "amount_not_text"},      {"1", "amount_not_text"},
        {"true", "field_not_text"},       {"null", "field_not_text"},
        {"[\"1\"]", "field_not_text"},    {R"({"amount":"1"})", "field_not_text"}};
    for (const auto& [amount, name] : bad) {
        const auto response = site.call("PUT", "/v1/budget", session, "{\"monthly\":" + amount + "}");
        EXPECT_EQ(response.status, 422) << amount;
        EXPECT_EQ(name_of(response), name) << amount;
        EXPECT_EQ(body_of(response).at("field"), "monthly") << amount;
    }
    EXPECT_EQ(name_of(top_up(session, R"({"rail":"test","amount":"0","currency":"EUR"})")), "amount_zero");
    EXPECT_EQ(name_of(top_up(session, R"({"rail":"test","amount":"1.001","currency":"EUR"})")), "amount_too_fine");
    EXPECT_EQ(name_of(top_up(session, R"({"rail":"test","amount":"1","currency":"USD"})")), "currency_mismatch");
    EXPECT_EQ(name_of(top_up(session, R"({"rail":"test","amount":"1","currency":"euro"})")), "currency_unknown");
    EXPECT_EQ(name_of(top_up(session, R"({"rail":"iban","amount":"1","currency":"EUR"})")), "rail_disabled");
    const json::object me = body_of(site.get("/v1/me", session));
    EXPECT_EQ(me.at("wallet").at("amount"), "5.00");
    EXPECT_EQ(me.at("budget").at("monthly").at("amount"), "1.00");
}

TEST_F(Api, a_bad_body_is_refused_by_name) {
    const std::string session = funded_member("1");
    const std::vector<std::pair<std::string, std::string>> bad{
        {"{", "json_malformed"},
        {R"({"to":"@handle1001"} x)", "json_malformed"},
        {R"({"to":"@handle1001",})", "json_malformed"},
        {"[]", "json_not_object"},
        {"{}", "field_missing"},
        {R"({"to":""})", "field_empty"},
        {R"({"to":7})", "field_not_text"},
        {R"({"to":"@handle1001","too":"x"})", "field_unknown"},
        {R"({"to":"@handle1001","to":"@handle1002"})", "field_repeated"},
        {R"({"to":")" + std::string(3000, 'a') + "\"}", "field_too_long"},
        {R"({"to":"@nobody"})", "account_unknown"},
        {R"({"to":"what is this"})", "text_not_understood"},
        {R"({"to":"@handle1001","provider":"nowhere"})", "provider_unknown"},
        {R"({"to":"@handle1"})", "own_thing"}};
    for (const auto& [body, name] : bad) {
        const auto response = site.call("POST", "/v1/flattrs", session, body);
        EXPECT_GE(response.status, 400) << body;
        EXPECT_LT(response.status, 500) << body;
        EXPECT_EQ(name_of(response), name) << body;
    }
    EXPECT_EQ(body_of(site.get("/v1/flattrs", session)).at("count"), 0);
}

TEST_F(Api, all_problems_of_a_body_come_at_once) {
    const auto response = top_up(funded_member("1"), R"({"amount":5,"currency":"USD","colour":"red"})");
    EXPECT_EQ(response.status, 422);
    const json::array problems = body_of(response).at("problems").as_array();
    ASSERT_EQ(problems.size(), 4U);
    EXPECT_EQ(problems[0].at("field"), "rail");
    EXPECT_EQ(problems[0].at("name"), "field_missing");
    EXPECT_EQ(problems[1].at("name"), "amount_not_text");
    EXPECT_EQ(problems[2].at("name"), "currency_mismatch");
    EXPECT_EQ(problems[3].at("field"), "colour");
    EXPECT_EQ(problems[3].at("name"), "field_unknown");
}

TEST_F(Api, another_content_type_is_refused) {
    const std::string session = funded_member("1");
    http::Fields headers{TestSite::cookie_of(session), {"X-Obolus-CSRF", TestSite::csrf_of(session)}};
    const std::string body = R"({"to":"@handle1001"})";
    EXPECT_EQ(site.send("POST", "/v1/flattrs", headers, body).status, 415);
    headers.emplace_back("Content-Type", "text/plain");
    EXPECT_EQ(site.send("POST", "/v1/flattrs", headers, body).status, 415);
    headers.back().second = "Application/JSON; charset=utf-8";
    EXPECT_EQ(site.send("POST", "/v1/flattrs", headers, body).status, 201);
}

TEST_F(Api, a_deleted_session_is_gone_at_once) {
    const std::string session = funded_member("1");
    EXPECT_EQ(site.get("/v1/me", session).status, 200);
    const auto ended = site.call("DELETE", "/v1/session", session);
    EXPECT_EQ(ended.status, 204);
    EXPECT_NE(TestSite::set_cookie_field(ended, "__Host-obolus_session").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(site.get("/v1/me", session).status, 401);
}

TEST_F(Api, months_are_for_operators) {
    const std::string session = funded_member("2");
    EXPECT_EQ(name_of(site.get("/v1/months", session)), "operator_only");
    EXPECT_EQ(name_of(site.call("POST", "/v1/months/2026-10/close", session)), "operator_only");
    EXPECT_EQ(name_of(site.call("POST", "/v1/months/running/end", session)), "operator_only");
    const std::string op = site.hub().sign_in("1");
    EXPECT_EQ(site.get("/v1/months", op).status, 200);
    EXPECT_EQ(name_of(site.call("POST", "/v1/months/2026-11/close", op)), "month_still_running");
    EXPECT_EQ(name_of(site.call("POST", "/v1/months/november/close", op)), "month_malformed");
    EXPECT_EQ(name_of(site.call("POST", "/v1/months/2019-01/close", op)), "month_unknown");
}

TEST_F(Api, resolving_is_for_members_and_names_owner_and_thing) {
    const std::string session = funded_member("1");
    const json::object found = body_of(site.get("/v1/resolve?text=%40handle1001", session));
    EXPECT_EQ(found.at("owner").at("id"), "demo:1001");
    EXPECT_EQ(found.at("thing").at("key"), "demo:1001");
    EXPECT_EQ(name_of(site.get("/v1/resolve", session)), "field_missing");
    EXPECT_EQ(name_of(site.get("/v1/resolve?text=", session)), "field_empty");
}

TEST_F(Api, unknown_paths_and_methods_are_problems_too) {
    const auto unknown = site.get("/v1/nothing");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(name_of(unknown), "page_unknown");
    const auto wrong = site.send("DELETE", "/v1/budget");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(name_of(wrong), "method_not_allowed");
    EXPECT_EQ(TestSite::header(wrong, "Allow").find("DELETE"), std::string::npos);
    EXPECT_NE(TestSite::header(wrong, "Allow").find("PUT"), std::string::npos);
}

TEST_F(Api, a_body_over_the_limit_is_refused) {
    const std::string session = funded_member("1");
    const auto response = site.call("POST", "/v1/flattrs", session, "{\"to\":\"" + std::string(100'000, 'a') + "\"}");
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(name_of(response), "body_too_large");
}

TEST_F(Api, the_bench_route_does_everything_but_the_writing) {
    const std::string session = funded_member("1");
    const auto response = site.call("POST", "/v1/bench/no-op", session, R"({"to":"@handle1001"})");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(body_of(response).at("owner").at("id"), "demo:1001");
    EXPECT_EQ(site.call("POST", "/v1/bench/no-op", session, R"({"to":"@nobody"})").status, 422);
    EXPECT_EQ(body_of(site.get("/v1/flattrs", session)).at("count"), 0);
}

}  // namespace
}  // namespace obolus::support
