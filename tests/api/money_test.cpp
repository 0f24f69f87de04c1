// Gifts, statements, payouts and what else moves money at the API; page by page where there is much of it.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/answers.hpp"
#include "hub/import_ids.hpp"

namespace obolus::support {
namespace {

namespace json = boost::json;

class ApiMoney : public ::testing::Test {
   protected:
    http::ClientResponse post(const std::string& path, const std::string& session, const std::string& body,
                              const std::string& key = "key-1") {
        return site.call("POST", path, session, body, {{"Idempotency-Key", key}});
    }
    http::ClientResponse give(const std::string& to, const std::string& amount, const std::string& key) {
        return post("/v1/gifts", giver, R"({"to":")" + to + R"(","amount":")" + amount + R"(","currency":"EUR"})", key);
    }
    /// Somebody with EUR 2 of revenue.
    std::string receiver() {
        site.hub().join("1001");
        EXPECT_EQ(give("@handle1001", "2", "for-1001").status, 201);
        return site.hub().sign_in("1001");
    }

    TestSite site;
    base::MemberId member = site.hub().join("17", 20, 1);
    std::string giver = site.hub().sign_in("17");
};

TEST_F(ApiMoney, a_gift_waits_is_listed_and_recalled) {
    const auto given =
        post("/v1/gifts", giver, R"({"to":"@handle1001","amount":"2.50","currency":"EUR","show_name":true})");
    ASSERT_EQ(given.status, 201) << given.body;
    const json::object gift = body_of(given);
    EXPECT_EQ(amount_of(gift, "amount"), "2.50");
    EXPECT_EQ(amount_of(gift, "wallet"), "17.50");
    EXPECT_EQ(gift.at("state"), "waiting");
    EXPECT_TRUE(gift.at("expires_at").is_string());
    EXPECT_EQ(gift.at("recipient").at("id"), "demo:1001");
    const std::string id(gift.at("id").as_string());

    const json::object listed = body_of(site.get("/v1/gifts", giver)).at("gifts").at(0).as_object();
    EXPECT_EQ(listed.at("id").as_string(), id);
    EXPECT_EQ(listed.at("state"), "waiting");
    EXPECT_EQ(listed.at("show_name"), true);

    const std::string path = "/v1/gifts/" + id.substr(id.rfind('/') + 1) + "/recall";
    const auto recalled = site.call("POST", path, giver);
    ASSERT_EQ(recalled.status, 200) << recalled.body;
    EXPECT_EQ(amount_of(body_of(recalled), "wallet"), "20.00");
    const auto again = site.call("POST", "/v1/gifts/" + http::percent_encode(id) + "/recall", giver);
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(name_of(again), "gift_returned");
    EXPECT_EQ(site.call("POST", "/v1/gifts/999.1.0/recall", giver).status, 404);
    EXPECT_EQ(name_of(site.call("POST", "/v1/gifts/x/recall", giver)), "gift_unknown");
    EXPECT_EQ(site.hub().audit(), "");
}

TEST_F(ApiMoney, a_gift_that_cannot_be_is_refused_by_name_and_changes_nothing) {
    EXPECT_EQ(name_of(site.call("POST", "/v1/gifts", giver, "{}")), "idempotency_key_missing");
    EXPECT_EQ(name_of(give("@handle1001", "2", "has blanks")), "idempotency_key_malformed");
    const auto poor = give("@handle1001", "21", "k");
    EXPECT_EQ(poor.status, 409);
    EXPECT_EQ(name_of(poor), "insufficient_funds");
    EXPECT_EQ(name_of(give("@handle17", "1", "k")), "own_thing");
    EXPECT_EQ(name_of(give("@handle1001", "0", "k")), "amount_zero");
    EXPECT_EQ(
        name_of(post("/v1/gifts", giver, R"({"to":"@handle1001","amount":"1","currency":"EUR","show_name":"yes"})")),
        "field_not_boolean");
    EXPECT_EQ(amount_of(body_of(site.get("/v1/wallet", giver)), "wallet"), "20.00");
}

TEST_F(ApiMoney, gifts_come_page_by_page_with_a_link_to_the_next) {
    for (int i = 0; i < 5; ++i)
        ASSERT_EQ(give("@handle1001", "0.1", "key-" + std::to_string(i)).status, 201);
    std::vector<std::string> seen;
    std::string path = "/v1/gifts?limit=2";
    int pages = 0;
    while (!path.empty() && ++pages < 10) {
        const auto page = site.get(path, giver);
        ASSERT_EQ(page.status, 200) << page.body;
        const json::object body = body_of(page);
        for (const auto& gift : body.at("gifts").as_array())
            seen.emplace_back(gift.at("id").as_string());
        const std::string link = TestSite::header(page, "Link");
        const bool last = body.at("next_cursor").is_null();
        EXPECT_EQ(last, link.empty());
        path = last ? "" : link.substr(1, link.find('>') - 1);
        EXPECT_TRUE(last || (link.ends_with(">; rel=\"next\"") && path.starts_with("/v1/gifts?limit=2&cursor=")));
    }
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(seen.size(), 5U);
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 5U) << "each once";
}

TEST_F(ApiMoney, flattrs_come_page_by_page_and_an_undone_one_hides_no_other) {
    std::vector<std::string> given;
    for (int i = 1001; i <= 1005; ++i) {
        const auto added = site.call("POST", "/v1/flattrs", giver, R"({"to":"@handle)" + std::to_string(i) + "\"}");
        ASSERT_EQ(added.status, 201) << added.body;
        given.emplace(given.begin(), body_of(added).at("id").as_string());
    }
    const json::object first = body_of(site.get("/v1/flattrs?limit=2", giver));
    EXPECT_EQ(first.at("count"), 5);
    const auto next = [&](const json::object& page) {
        return site.get("/v1/flattrs?limit=2&cursor=" + std::string(page.at("next_cursor").as_string()), giver);
    };
    // The one that the next page begins after is taken back meanwhile.
    ASSERT_EQ(site.call("DELETE", "/v1/flattrs/" + given[1].substr(given[1].rfind('/') + 1), giver).status, 200);
    const auto second = next(first);
    EXPECT_THAT(TestSite::header(second, "Link"), testing::HasSubstr("rel=\"next\""));
    const json::object third = body_of(next(body_of(second)));
    EXPECT_TRUE(third.at("next_cursor").is_null());
    std::vector<std::string> seen;
    for (const json::object& page : {first, body_of(second), third})
        for (const auto& flattr : page.at("flattrs").as_array())
            seen.emplace_back(flattr.at("id").as_string());
    EXPECT_EQ(seen, given);
    EXPECT_EQ(name_of(site.get("/v1/flattrs?cursor=x", giver)), "cursor_malformed");
    EXPECT_EQ(name_of(site.get("/v1/flattrs?limit=0", giver)), "limit_malformed");
    site.hub().advance(std::chrono::days{31});
    site.hub().join("77");
    EXPECT_EQ(name_of(next(first)), "cursor_malformed") << "that month is over";
}

TEST_F(ApiMoney, whoevers_money_waits_may_object_to_a_changed_id) {
    ASSERT_EQ(give("@handle1001", "1", "k").status, 201);
    const hub::ImportIds list{{{TestHub::person("1001").key, TestHub::person("2001").key}}, "the platform's list"};
    ASSERT_EQ(site.hub().hub().run_now(hub::import_ids, list).value().accepted, 1);
    EXPECT_EQ(name_of(site.call("POST", "/v1/id-changes/1/objection", site.hub().sign_in("99"))), "id_change_unknown");
    const auto objected = site.call("POST", "/v1/id-changes/1/objection", giver);
    EXPECT_EQ(objected.status, 200) << objected.body;
    EXPECT_EQ(body_of(objected).at("state"), "objected");
    EXPECT_EQ(name_of(site.call("POST", "/v1/id-changes/1/objection", giver)), "id_change_ended");
    EXPECT_EQ(name_of(site.call("POST", "/v1/id-changes/one/objection", giver)), "id_change_unknown");
    EXPECT_EQ(name_of(site.call("POST", "/v1/id-changes/1/objection", "")), "not_signed_in");
}

TEST_F(ApiMoney, a_page_that_nobody_gave_is_refused) {
    const std::string other_list = "cGF5b3V0czo2Mw";  // "payouts:63"
    for (const std::string& cursor :
         {std::string("x"), std::string("!"), std::string("Z2lmdHM6"), std::string("Z2lmdHM6MDE"), other_list}) {
        const auto response = site.get("/v1/gifts?cursor=" + http::percent_encode(cursor), giver);
        EXPECT_EQ(response.status, 400) << cursor;
        EXPECT_EQ(name_of(response), "cursor_malformed") << cursor;
    }
    for (const char* limit : {"0", "201", "-1", "1.5", "01", "x", "99999999"}) {
        const auto response = site.get(std::string("/v1/gifts?limit=") + limit, giver);
        EXPECT_EQ(response.status, 422) << limit;
        EXPECT_EQ(name_of(response), "limit_malformed") << limit;
    }
    EXPECT_EQ(name_of(site.get("/v1/gifts?page=2", giver)), "field_unknown");
    EXPECT_EQ(name_of(site.get("/v1/gifts?limit=1&limit=2", giver)), "field_repeated");
}

TEST_F(ApiMoney, a_flattr_is_undone_and_given_again) {
    const json::object flattr = body_of(site.call("POST", "/v1/flattrs", giver, R"({"to":"@handle1001"})"));
    const std::string id(flattr.at("id").as_string());
    const std::string path = "/v1/flattrs/" + id.substr(id.rfind('/') + 1);
    const json::object undone = body_of(site.call("DELETE", path, giver));
    EXPECT_EQ(undone.at("flattrs"), 0);
    EXPECT_EQ(undone.at("repeated"), false);
    EXPECT_EQ(body_of(site.call("DELETE", path, giver)).at("repeated"), true);
    EXPECT_EQ(body_of(site.get("/v1/flattrs", giver)).at("count"), 0);
    EXPECT_EQ(site.call("POST", "/v1/flattrs", giver, R"({"to":"@handle1001"})").status, 201);
    const auto unknown = site.call("DELETE", "/v1/flattrs/2026-11.999.1", giver);
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(name_of(unknown), "flattr_unknown");
}

TEST_F(ApiMoney, revenue_is_used_paid_out_and_stated) {
    const std::string session = receiver();
    EXPECT_EQ(amount_of(body_of(site.get("/v1/revenue", session)), "revenue"), "2.00");
    const std::string use = R"({"amount":"0.5","currency":"EUR"})";
    const auto used = post("/v1/revenue/use", session, use, "use-1");
    ASSERT_EQ(used.status, 201) << used.body;
    EXPECT_EQ(amount_of(body_of(used), "wallet"), "0.50");
    EXPECT_EQ(post("/v1/revenue/use", session, use, "use-1").status, 200);
    EXPECT_EQ(name_of(post("/v1/revenue/use", session, R"({"amount":"9","currency":"EUR"})", "use-2")),
              "insufficient_funds");
    EXPECT_EQ(name_of(post("/v1/revenue/use", session, R"({"amount":"0","currency":"EUR"})", "use-2")), "amount_zero");
    EXPECT_EQ(name_of(site.call("POST", "/v1/revenue/use", session, use)), "idempotency_key_missing");

    const std::string payout = R"({"rail":"test","destination":"test:ok","amount":"1.00","currency":"EUR"})";
    const auto paid = post("/v1/payouts", session, payout, "pay-1");
    ASSERT_EQ(paid.status, 201) << paid.body;
    EXPECT_EQ(body_of(paid).at("state"), "reserved");
    EXPECT_EQ(post("/v1/payouts", session, payout, "pay-1").status, 200);
    EXPECT_EQ(name_of(post("/v1/payouts", session, payout, "pay-2")), "insufficient_funds");
    EXPECT_EQ(name_of(post("/v1/payouts", session,
                           R"({"rail":"test","destination":"nowhere","amount":"0.10","currency":"EUR"})", "pay-3")),
              "destination_malformed");
    EXPECT_EQ(name_of(site.call("POST", "/v1/payouts", session, payout)), "idempotency_key_missing");
    const json::object payouts = body_of(site.get("/v1/payouts?limit=1", session));
    EXPECT_EQ(payouts.at("payouts").at(0).at("destination"), "test:ok");
    EXPECT_TRUE(payouts.at("next_cursor").is_null());
    EXPECT_EQ(name_of(site.get("/v1/payouts?cursor=x", session)), "cursor_malformed");
    EXPECT_EQ(name_of(site.get("/v1/payouts?limit=0", session)), "limit_malformed");

    const json::object revenue = body_of(site.get("/v1/statement?account=revenue&limit=1", session));
    EXPECT_EQ(revenue.at("entries").as_array().size(), 1U);
    EXPECT_EQ(revenue.at("entries").at(0).at("direction"), "out");
    EXPECT_TRUE(revenue.at("next_cursor").is_string());
    const json::object wallet = body_of(site.get("/v1/statement?account=wallet", session));
    EXPECT_EQ(wallet.at("entries").at(0).at("direction"), "in");
    EXPECT_EQ(wallet.at("entries").at(0).at("balance").at("amount"), "0.50");
    EXPECT_EQ(name_of(site.get("/v1/statement", session)), "field_missing");
    EXPECT_EQ(name_of(site.get("/v1/statement?account=escrow", session)), "choice_unknown");
    const std::string cursor(revenue.at("next_cursor").as_string());
    EXPECT_EQ(name_of(site.get("/v1/statement?account=wallet&cursor=" + cursor, session)), "cursor_malformed");
    EXPECT_EQ(site.get("/v1/statement?account=revenue&cursor=" + cursor, session).status, 200);
    EXPECT_EQ(site.hub().audit(), "");
}

// case 45: a payout needs a recent proof
TEST_F(ApiMoney, a_payout_needs_a_recent_sign_in) {
    const std::string session = receiver();
    site.hub().advance(std::chrono::minutes{20});
    const auto late =
        post("/v1/payouts", session, R"({"rail":"test","destination":"test:ok","amount":"1","currency":"EUR"})");
    EXPECT_EQ(late.status, 403);
    EXPECT_EQ(name_of(late), "sign_in_not_recent");
}

TEST_F(ApiMoney, an_operator_follows_money_and_nobody_else) {
    receiver();
    site.hub().join("1");
    const std::string op = site.hub().sign_in("1");
    const json::object gift = body_of(site.get("/v1/gifts", giver)).at("gifts").at(0).as_object();
    const std::string id(gift.at("id").as_string());
    const auto trace = site.get("/v1/trace?id=" + http::percent_encode(id), op);
    ASSERT_EQ(trace.status, 200) << trace.body;
    EXPECT_FALSE(body_of(trace).at("origins").as_array().empty()) << "the top-up that paid for it";
    EXPECT_TRUE(body_of(trace).at("complete").as_bool());
    EXPECT_EQ(site.get("/v1/trace?id=test/t/999.1", op).status, 404);
    EXPECT_EQ(name_of(site.get("/v1/trace", op)), "field_missing");
    EXPECT_EQ(name_of(site.get("/v1/trace?id=" + http::percent_encode(id), giver)), "operator_only");
}

TEST_F(ApiMoney, who_leaves_is_paid_out_and_signed_out_with_all_tokens) {
    const auto made = site.call("POST", "/v1/tokens", giver, R"({"name":"x","scopes":"read"})");
    const std::string token(body_of(made).at("token").as_string());
    EXPECT_EQ(site.send("GET", "/v1/me", {{"Authorization", "Bearer " + token}}).status, 200);
    const auto nowhere = post("/v1/account/leave", giver, R"({"rail":"test","destination":"nowhere"})", "leave");
    EXPECT_EQ(nowhere.status, 422);
    EXPECT_EQ(name_of(nowhere), "destination_malformed");
    const auto left = post("/v1/account/leave", giver, R"({"rail":"test","destination":"test:ok"})", "leave");
    ASSERT_EQ(left.status, 200) << left.body;
    EXPECT_EQ(amount_of(body_of(left), "paid_out"), "20.00");
    EXPECT_TRUE(body_of(left).at("payout").is_string());
    EXPECT_NE(TestSite::set_cookie_field(left, "__Host-obolus_session").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(site.get("/v1/me", giver).status, 401);
    EXPECT_EQ(site.send("GET", "/v1/me", {{"Authorization", "Bearer " + token}}).status, 401);
    EXPECT_EQ(site.hub().audit(), "");
}

class ApiIdentities : public ::testing::Test {
   protected:
    TestSite site;
};

TEST_F(ApiIdentities, a_linked_identity_is_listed_and_unlinked_but_never_the_last) {
    const std::string session = site.hub().sign_in_as_all({"17", "18"});
    ASSERT_EQ(site.call("POST", "/v1/claim/accept", session).status, 200) << "which links what the session has proven";
    EXPECT_EQ(body_of(site.get("/v1/identities", session)).at("identities").as_array().size(), 2U);
    const auto unknown = site.call("DELETE", "/v1/identities/demo:99", session);
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(name_of(unknown), "identity_not_linked");
    EXPECT_EQ(name_of(site.call("DELETE", "/v1/identities/nonsense", session)), "identity_not_linked");
    const auto unlinked = site.call("DELETE", "/v1/identities/demo%3A18", session);
    EXPECT_EQ(unlinked.status, 200) << unlinked.body;
    const std::string left = site.hub().sign_in("17");
    EXPECT_EQ(body_of(site.get("/v1/identities", left)).at("identities").as_array().size(), 1U);
    const auto last = site.call("DELETE", "/v1/identities/demo:17", left);
    EXPECT_EQ(last.status, 409);
    EXPECT_EQ(name_of(last), "last_sign_in");
}

TEST_F(ApiIdentities, who_opts_out_gets_nothing_until_it_is_lifted) {
    site.hub().join("17", 20, 1);
    const std::string giver = site.hub().sign_in("17");
    const std::string gift = R"({"to":"@handle1001","amount":"1","currency":"EUR"})";
    ASSERT_EQ(site.call("POST", "/v1/gifts", giver, gift, {{"Idempotency-Key", "1"}}).status, 201);
    const std::string session = site.hub().sign_in("1001");
    EXPECT_EQ(name_of(site.call("DELETE", "/v1/opt-out", session)), "not_opted_out");
    const auto out = site.call("POST", "/v1/opt-out", session);
    ASSERT_EQ(out.status, 200) << out.body;
    EXPECT_EQ(amount_of(body_of(out), "returned"), "1.00");
    EXPECT_TRUE(body_of(site.get("/v1/session", session)).at("opted_out").as_bool());
    EXPECT_EQ(name_of(site.call("POST", "/v1/gifts", giver, gift, {{"Idempotency-Key", "2"}})), "recipient_opted_out");
    EXPECT_EQ(name_of(site.call("POST", "/v1/flattrs", giver, R"({"to":"@handle1001"})")), "recipient_opted_out");
    EXPECT_EQ(site.call("DELETE", "/v1/opt-out", session).status, 200);
    EXPECT_EQ(site.call("POST", "/v1/gifts", giver, gift, {{"Idempotency-Key", "2"}}).status, 201);
    const auto member = site.call("POST", "/v1/opt-out", giver);
    EXPECT_EQ(member.status, 409);
    EXPECT_EQ(name_of(member), "identity_is_linked");
    EXPECT_EQ(site.hub().audit(), "");
}

}  // namespace
}  // namespace obolus::support
