// Case E: the same request again - in sequence, 64 at once, after a restart of the client - has one effect at each
// route that changes something.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "api/answers.hpp"

namespace obolus::support {
namespace {

constexpr std::size_t at_once = 64;

struct Keyed {
    const char* path;
    const char* body;
    const char* other_body;
};
constexpr const char* cent = R"({"amount":"0.01","currency":"EUR"})";
const std::vector<Keyed> keyed_routes{
    {"/v1/top-ups", R"({"rail":"test","amount":"1","currency":"EUR"})",
     R"({"rail":"test","amount":"2","currency":"EUR"})"},
    {"/v1/gifts", R"({"to":"@handle1001","amount":"0.1","currency":"EUR"})",
     R"({"to":"@handle1002","amount":"0.1","currency":"EUR"})"},
    {"/v1/revenue/use", cent, R"({"amount":"0.02","currency":"EUR"})"},
    {"/v1/payouts", R"({"rail":"test","destination":"test:ok","amount":"0.01","currency":"EUR"})",
     R"({"rail":"test","destination":"test:fail","amount":"0.01","currency":"EUR"})"}};

class Duplicates : public ::testing::Test {
   protected:
    static std::size_t count(const std::vector<http::ClientResponse>& responses, int status) {
        return static_cast<std::size_t>(
            std::count_if(responses.begin(), responses.end(), [&](const auto& each) { return each.status == status; }));
    }
    /// The answer's id and amounts, without what says that it is a repeat.
    static boost::json::object effect_of(const http::ClientResponse& response) {
        boost::json::object body = body_of(response);
        body.erase("repeated");
        return body;
    }
    std::vector<TestSite::Call> same(const std::string& method, const std::string& path, const std::string& body,
                                     const http::Fields& headers = {}) {
        return std::vector<TestSite::Call>(at_once, TestSite::Call{method, path, body, headers});
    }

    TestSite site;
    base::MemberId other = site.hub().join("18", 10, 0);
    base::MemberId member = site.hub().join("17", 20, 1);
    std::string session = site.hub().sign_in("17");

    /// EUR 5 of revenue for the member.
    void SetUp() override {
        const std::string giver = site.hub().sign_in("18");
        const auto given = site.call("POST", "/v1/gifts", giver, R"({"to":"@handle17","amount":"5","currency":"EUR"})",
                                     {{"Idempotency-Key", "before"}});
        ASSERT_EQ(given.status, 201) << given.body;
    }
};

TEST_F(Duplicates, a_key_has_one_effect_in_sequence_and_with_another_body_none) {
    for (const Keyed& route : keyed_routes) {
        const http::Fields key{{"Idempotency-Key", std::string("k") + (route.path + 3 + 1)}};
        http::Fields safe = key;
        std::replace(safe[0].second.begin(), safe[0].second.end(), '/', '.');
        const auto first = site.call("POST", route.path, session, route.body, safe);
        const auto second = site.call("POST", route.path, session, route.body, safe);
        EXPECT_EQ(first.status, 201) << route.path << first.body;
        EXPECT_EQ(second.status, 200) << route.path << second.body;
        EXPECT_EQ(effect_of(first).at("id"), effect_of(second).at("id")) << route.path;
        EXPECT_TRUE(body_of(second).at("repeated").as_bool()) << route.path;
        const auto changed = site.call("POST", route.path, session, route.other_body, safe);
        EXPECT_EQ(changed.status, 422) << route.path;
        EXPECT_EQ(name_of(changed), "idempotency_key_reused") << route.path;
    }
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(Duplicates, sixty_four_at_once_with_one_key_have_one_effect) {
    for (const Keyed& route : keyed_routes) {
        const auto responses =
            site.call_at_once(session, same("POST", route.path, route.body, {{"Idempotency-Key", "at-once"}}));
        EXPECT_EQ(count(responses, 201), 1U) << route.path;
        EXPECT_EQ(count(responses, 200), at_once - 1) << route.path;
        std::set<std::string> ids;
        for (const auto& response : responses)
            ids.emplace(body_of(response).at("id").as_string());
        EXPECT_EQ(ids.size(), 1U) << route.path;
    }
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(Duplicates, sixty_four_flattrs_at_once_are_one) {
    const auto given = site.call_at_once(session, same("POST", "/v1/flattrs", R"({"to":"@handle1001"})"));
    EXPECT_EQ(count(given, 201), 1U);
    EXPECT_EQ(count(given, 200), at_once - 1);
    EXPECT_EQ(body_of(site.get("/v1/flattrs", session)).at("count"), 1);
    const std::string id(body_of(given.front()).at("id").as_string());
    const auto undone = site.call_at_once(session, same("DELETE", "/v1/flattrs/" + id.substr(id.rfind('/') + 1), ""));
    EXPECT_EQ(count(undone, 200), at_once);
    EXPECT_EQ(std::count_if(undone.begin(), undone.end(),
                            [](const auto& each) { return !body_of(each).at("repeated").as_bool(); }),
              1);
    EXPECT_EQ(body_of(site.get("/v1/flattrs", session)).at("count"), 0);
}

TEST_F(Duplicates, sixty_four_recalls_at_once_return_the_gift_once) {
    const auto given = site.call("POST", "/v1/gifts", session, R"({"to":"@handle1001","amount":"1","currency":"EUR"})",
                                 {{"Idempotency-Key", "k"}});
    const std::string id(body_of(given).at("id").as_string());
    const auto responses =
        site.call_at_once(session, same("POST", "/v1/gifts/" + id.substr(id.rfind('/') + 1) + "/recall", ""));
    EXPECT_EQ(count(responses, 200), 1U);
    EXPECT_EQ(count(responses, 409), at_once - 1);
    EXPECT_EQ(amount_of(body_of(site.get("/v1/wallet", session)), "wallet"), "20.00");
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(Duplicates, sixty_four_claims_at_once_take_what_waits_once) {
    const auto given = site.call("POST", "/v1/gifts", session, R"({"to":"@handle1001","amount":"1","currency":"EUR"})",
                                 {{"Idempotency-Key", "k"}});
    ASSERT_EQ(given.status, 201);
    const std::string claimant = site.hub().sign_in("1001");
    const auto responses = site.call_at_once(claimant, same("POST", "/v1/claim/accept", ""));
    EXPECT_EQ(count(responses, 200), at_once);
    EXPECT_EQ(std::count_if(responses.begin(), responses.end(),
                            [](const auto& each) { return amount_of(body_of(each), "released") == "1.00"; }),
              1);
    EXPECT_EQ(amount_of(body_of(site.get("/v1/revenue", claimant)), "revenue"), "1.00");
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(Duplicates, sixty_four_refusals_of_what_waits_return_it_once) {
    const auto given = site.call("POST", "/v1/gifts", session, R"({"to":"@handle1001","amount":"1","currency":"EUR"})",
                                 {{"Idempotency-Key", "k"}});
    ASSERT_EQ(given.status, 201);
    const std::string claimant = site.hub().sign_in("1001");
    const auto responses = site.call_at_once(claimant, same("POST", "/v1/claim/decline", ""));
    EXPECT_EQ(count(responses, 200), 1U);
    EXPECT_EQ(count(responses, 409), at_once - 1);
    EXPECT_EQ(amount_of(body_of(site.get("/v1/wallet", session)), "wallet"), "20.00");
}

TEST_F(Duplicates, sixty_four_accounts_opened_at_once_are_one) {
    const std::string stranger = site.hub().sign_in("19");
    const auto responses = site.call_at_once(stranger, same("POST", "/v1/account", ""));
    EXPECT_EQ(count(responses, 201), 1U);
    EXPECT_EQ(count(responses, 409), at_once - 1);
}

TEST_F(Duplicates, sixty_four_budgets_at_once_reserve_once) {
    ASSERT_EQ(site.call("POST", "/v1/flattrs", session, R"({"to":"@handle1001"})").status, 201);
    const auto responses = site.call_at_once(session, same("PUT", "/v1/budget", R"({"monthly":"3"})"));
    EXPECT_EQ(count(responses, 200), at_once);
    EXPECT_EQ(amount_of(body_of(site.get("/v1/budget", session)), "reserved"), "3.00");
    EXPECT_EQ(amount_of(body_of(site.get("/v1/wallet", session)), "wallet"), "17.00");
}

TEST_F(Duplicates, sixty_four_callbacks_of_one_sign_in_open_one_session) {
    const TestSite::SignIn under_way = site.start_sign_in("1019");
    const std::int64_t before = site.hub().number("SELECT COUNT(*) FROM sessions");
    // The browser has no session yet, but the sign-in's cookie beside it.
    const auto responses =
        site.call_at_once("; __Host-obolus_sign_in=" + under_way.cookie, same("GET", under_way.callback, ""));
    EXPECT_EQ(std::count_if(responses.begin(), responses.end(), [](const auto& each) { return each.status < 400; }), 1);
    EXPECT_EQ(site.hub().number("SELECT COUNT(*) FROM sessions"), before + 1);
    EXPECT_GE(site.finish_sign_in(under_way).status, 400) << "nor does it later";
}

TEST_F(Duplicates, sixty_four_sign_outs_at_once_end_one_session) {
    const std::string elsewhere = site.hub().sign_in("17");
    const auto responses = site.call_at_once(session, same("DELETE", "/v1/session", ""));
    // Who is late finds the session ended.
    EXPECT_EQ(count(responses, 200) + count(responses, 204) + count(responses, 401), at_once);
    EXPECT_LT(count(responses, 401), at_once);
    EXPECT_EQ(site.get("/v1/session", session).status, 401);
    EXPECT_EQ(site.get("/v1/session", elsewhere).status, 200);
}

TEST_F(Duplicates, sixty_four_leave_at_once_and_one_payout_goes_out) {
    const auto responses =
        site.call_at_once(session, same("POST", "/v1/account/leave", R"({"rail":"test","destination":"test:ok"})",
                                        {{"Idempotency-Key", "leave"}}));
    // Who is late finds the session ended; who was in time gets the one answer.
    EXPECT_EQ(count(responses, 200) + count(responses, 401), at_once);
    EXPECT_GE(count(responses, 200), 1U);
    EXPECT_EQ(site.hub().number("SELECT COUNT(*) FROM payouts"), 1);
    EXPECT_EQ(site.hub().audit(), "");
}

}  // namespace
}  // namespace obolus::support
