// Runs plugins/*/cases/*.json, transcripts of what a plugin is told and what it answers, over the shipped plugins: in
// the strict worker, and where there is one in the sanitised worker too.
//
// A file has a config, a list of texts to normalize, and flows of steps. The state of a step's output is the next
// step's; a step without "effect" is only passed through. Every message is sent twice: a plugin is a function.
#include <fstream>
#include <functional>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin_host/host_fixture.hpp"

namespace obolus::plugin_host {
namespace {

namespace json = boost::json;

struct Case {
    std::string plugin;
    std::string file;
    bool sanitized;
};

void PrintTo(const Case& which, std::ostream* out) { *out << which.plugin << "/cases/" << which.file << ".json"; }

std::string name_of(const ::testing::TestParamInfo<Case>& info) {
    return info.param.plugin + "_" + info.param.file + (info.param.sanitized ? "_sanitized" : "_strict");
}

std::vector<Case> all_cases() {
    const std::vector<std::pair<std::string, std::string>> files{
        {"example", "example"},        {"generic", "by_handle"}, {"generic", "github"}, {"generic", "oidc"},
        {"generic", "wrong_settings"}, {"twitter", "demo"},      {"twitter", "x"}};
    std::vector<Case> cases;
    for (const auto& [plugin, file] : files) {
        cases.push_back({plugin, file, false});
#ifdef OBOLUS_HAS_SANITIZED_WORKER
        cases.push_back({plugin, file, true});
#endif
    }
    return cases;
}

constexpr std::string_view canary = "canary-5up3r-s3cr3t";

/// Puts a secret wherever a platform may send what no plugin has any business to repeat.
json::object with_canary(json::object trigger) {
    const json::value header = json::array{"x-secret", canary};
    if (trigger.contains("fields")) trigger.at("fields").as_array().push_back(header);
    if (trigger.contains("claims")) trigger.at("claims").as_object()["secret"] = canary;
    if (!trigger.contains("body")) return trigger;
    trigger.at("headers").as_array().push_back(header);
    json::error_code error;
    json::value body = json::parse(trigger.at("body").as_string(), error);
    if (error || !body.is_object()) return trigger;
    body.as_object()["secret"] = canary;
    trigger["body"] = json::serialize(body);
    return trigger;
}

std::string canonical_text(const json::object& subject) {
    const std::string kind(subject.at("kind").as_string());
    if (kind == "handle") return "@" + std::string(subject.at("handle").as_string());
    if (kind == "id") return "id:" + std::string(subject.at("id").as_string());
    return std::string(subject.at("url").as_string());
}

class GoldenTest : public HostTest, public ::testing::WithParamInterface<Case> {
   protected:
    void SetUp() override {
        if (GetParam().sanitized) {
            options.worker_path += "-sanitized";
            options.plugin_directory += "-sanitized";
        }
        const std::string path =
            std::string(OBOLUS_SOURCE_DIR) + "/plugins/" + GetParam().plugin + "/cases/" + GetParam().file + ".json";
        std::ifstream file(path);
        ASSERT_TRUE(file) << path;
        transcript = json::parse(std::string(std::istreambuf_iterator<char>(file), {})).as_object();
        ASSERT_EQ(load("entry", GetParam().plugin), "");
        LoadProblem problem;
        const auto configured = host().configure("entry", transcript.at("config").as_object(), problem);
        if (const json::value* expected = transcript.if_contains("unconfigurable")) {
            EXPECT_FALSE(configured);
            EXPECT_EQ(problem.message, std::string(expected->as_string()));
        } else {
            EXPECT_TRUE(configured) << problem.message;
        }
    }

    json::object event(const json::object& flow, const json::object& trigger, const json::value& state) const {
        return {{"flow", flow.at("flow")}, {"config", transcript.at("config")},
                {"now", 1'700'000'000},    {"entropy", std::string(64, '7')},
                {"state", state},          {"trigger", trigger}};
    }

    /// Sends it twice; the answers must be the same.
    json::object step_twice(const json::object& message) {
        const auto once = step("entry", message);
        const auto again = step("entry", message);
        EXPECT_TRUE(once) << json::serialize(message);
        EXPECT_TRUE(again);
        if (!once || !again) return {};
        EXPECT_EQ(json::serialize(once.value()), json::serialize(again.value()));
        return once.value();
    }

    /// Calls `visit` with each step's event and specification, after the steps before it were taken.
    void for_each_step(const std::function<void(const json::object& message, const json::object& expected)>& visit) {
        for (const json::value& flow : transcript.at("flows").as_array()) {
            SCOPED_TRACE(std::string(flow.at("name").as_string()));
            json::value state = flow.as_object().contains("state") ? flow.at("state") : json::value();
            for (const json::value& expected : flow.at("steps").as_array()) {
                const json::object message =
                    event(flow.as_object(), with_canary(expected.at("trigger").as_object()), state);
                visit(message, expected.as_object());
                state = step_twice(message)["state"];
            }
        }
    }

    json::object transcript;
};

TEST_P(GoldenTest, steps_answer_as_written) {
    for_each_step([&](const json::object& message, const json::object& expected) {
        const json::object output = step_twice(message);
        EXPECT_THAT(json::serialize(output), ::testing::Not(::testing::HasSubstr(std::string(canary))));
        if (const json::value* effect = expected.if_contains("effect")) {
            EXPECT_EQ(output.at("effect"), *effect) << json::serialize(output);
        } else if (const json::value* wanted = expected.if_contains("class")) {
            EXPECT_EQ(output.at("effect").at("class"), *wanted) << json::serialize(output);
        }
    });
    EXPECT_EQ(host().health("entry").restarts, 0);
    EXPECT_EQ(host().health("entry").refused, 0);
}

TEST_P(GoldenTest, normalize_answers_as_written_and_is_idempotent) {
    for (const json::value& expected : transcript.at("normalize").as_array()) {
        const std::string text(expected.at("text").as_string());
        SCOPED_TRACE(text);
        const auto subject = normalize("entry", text);
        ASSERT_TRUE(subject);
        EXPECT_EQ(subject.value(), expected.at("subject")) << json::serialize(subject.value());
        if (subject.value().is_null()) continue;
        const auto again = normalize("entry", canonical_text(subject.value().as_object()));
        ASSERT_TRUE(again);
        EXPECT_EQ(again.value(), subject.value());
    }
    EXPECT_EQ(host().health("entry").refused, 0);
}

TEST_P(GoldenTest, damaged_answers_of_a_platform_end_in_a_decision) {
    const std::vector<std::string> bodies{"",
                                          "null",
                                          "[]",
                                          "{",
                                          "\"\xF0\x9F\x92\xB0\"",
                                          "{\"data\":[]}",
                                          "{\"data\":{\"id\":{}}}",
                                          "{\"id\":1.5,\"data\":{\"id\":-1,\"username\":\"a\\u0000\"}}",
                                          std::string(5000, '['),
                                          "{\"sub\":\"\",\"id\":\"\",\"owner\":7}"};
    for_each_step([&](const json::object& message, const json::object&) {
        const json::object& trigger = message.at("trigger").as_object();
        // What a platform says to a revocation names nobody.
        if (!trigger.contains("body") || message.at("flow") == "revoke") return;
        for (const std::string& body : bodies) {
            json::object damaged = message;
            damaged.at("trigger").as_object()["body"] = body;
            const json::object output = step_twice(damaged);
            ASSERT_TRUE(output.contains("effect"));
            EXPECT_NE(output.at("effect").at("kind"), "done") << body << " -> " << json::serialize(output);
        }
    });
    const json::object& flow = transcript.at("flows").as_array().front().as_object();
    EXPECT_EQ(
        step_twice(
            event(flow, {{"kind", "http_response"}, {"status", 200}, {"headers", json::array()}, {"body", ""}}, "odd"))
            .at("effect")
            .at("kind"),
        "fail");
    EXPECT_EQ(host().health("entry").restarts, 0);
    EXPECT_EQ(host().health("entry").refused, 0);
}

INSTANTIATE_TEST_SUITE_P(Plugins, GoldenTest, ::testing::ValuesIn(all_cases()), name_of);

}  // namespace
}  // namespace obolus::plugin_host
