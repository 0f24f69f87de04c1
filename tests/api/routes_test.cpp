// Every operation that core/api/openapi.yaml describes, asked by those who may not have it.
#include <fstream>
#include <vector>

#include <gtest/gtest.h>

#include "api/answers.hpp"

namespace obolus::support {
namespace {

struct Operation {
    std::string method;
    std::string path;
    bool for_anybody = false;
};

std::string with_parameters(std::string path) {
    const std::vector<std::pair<std::string, std::string>> values{
        {"{id}", "1"}, {"{month}", "2026-11"}, {"{name}", "page_unknown"}};
    for (const auto& [name, value] : values)
        if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    return path;
}

std::vector<Operation> documented_operations() {
    std::ifstream contract(OBOLUS_SOURCE_DIR "/core/api/openapi.yaml");
    std::vector<Operation> operations;
    std::string path;
    for (std::string line; std::getline(contract, line);) {
        if (line.starts_with("components:")) break;
        if (line.starts_with("  /")) path = with_parameters(line.substr(2, line.size() - 3));
        for (const auto& [key, method] :
             {std::pair{"    get:", "GET"}, {"    put:", "PUT"}, {"    post:", "POST"}, {"    delete:", "DELETE"}})
            if (!path.empty() && line == key) operations.push_back({method, path});
        if (line == "      security: []") operations.back().for_anybody = true;
    }
    return operations;
}

class Routes : public ::testing::Test {
   protected:
    std::string token_of(const std::string& session, const std::string& scope) {
        const auto made = site.call("POST", "/v1/tokens", session, R"({"name":"x","scopes":")" + scope + "\"}");
        return std::string(body_of(made).at("token").as_string());
    }
    http::ClientResponse with_token(const Operation& operation, const std::string& token) {
        return site.send(operation.method, operation.path, {{"Authorization", "Bearer " + token}});
    }

    TestSite site;
    const std::vector<Operation> operations = documented_operations();
};

TEST_F(Routes, the_contract_describes_operations) { EXPECT_GT(operations.size(), 40U); }

TEST_F(Routes, a_stranger_gets_what_is_for_anybody_and_is_told_to_sign_in_for_all_else) {
    for (const Operation& operation : operations) {
        const auto response = site.send(operation.method, operation.path);
        EXPECT_EQ(response.status, operation.for_anybody ? 200 : 401) << operation.method << " " << operation.path;
        if (operation.for_anybody) continue;
        EXPECT_EQ(name_of(response), "not_signed_in") << operation.method << " " << operation.path;
    }
}

TEST_F(Routes, no_operation_takes_tokens_of_two_different_scopes) {
    site.hub().join("17");
    const std::string session = site.hub().sign_in("17");
    const std::string reader = token_of(session, "read");
    const std::string giver = token_of(session, "give");
    for (const Operation& operation : operations) {
        if (operation.for_anybody) continue;
        const auto first = with_token(operation, reader);
        const auto second = with_token(operation, giver);
        EXPECT_TRUE(first.status == 403 || second.status == 403) << operation.method << " " << operation.path;
    }
}

TEST_F(Routes, a_change_by_cookie_needs_the_sessions_token_and_never_comes_from_another_site) {
    const std::string session = site.hub().sign_in("17");
    const std::string other = site.hub().sign_in("2");
    for (const Operation& operation : operations) {
        if (operation.method == "GET") continue;
        const std::string& method = operation.method;
        const std::string& path = operation.path;
        EXPECT_EQ(name_of(site.send(method, path, {TestSite::cookie_of(session)})), "csrf_token_wrong") << path;
        EXPECT_EQ(name_of(site.send(method, path,
                                    {TestSite::cookie_of(session), {"X-Obolus-CSRF", TestSite::csrf_of(other)}})),
                  "csrf_token_wrong")
            << path;
        EXPECT_EQ(name_of(site.call(method, path, session, "", {{"Origin", "https://evil.example"}})), "cross_site")
            << path;
        EXPECT_EQ(name_of(site.call(method, path, session, "", {{"Origin", "null"}})), "cross_site") << path;
    }
    EXPECT_EQ(site.get("/v1/session", session).status, 200);
}

TEST_F(Routes, every_refusal_is_listed_and_has_a_page_of_its_own) {
    const auto list = body_of(site.get("/v1/problems")).at("problems").as_array();
    EXPECT_GT(list.size(), 90U);
    for (const auto& each : list) {
        const std::string name(each.at("name").as_string());
        const auto one = site.get("/v1/problems/" + name);
        EXPECT_EQ(one.status, 200) << name;
        EXPECT_EQ(body_of(one).at("type").as_string(), "/problems/" + name);
    }
    EXPECT_EQ(site.get("/v1/problems/no_such_name").status, 404);
}

}  // namespace
}  // namespace obolus::support
