// What machines that watch the hub are told.
#include <chrono>
#include <fstream>

#include <gtest/gtest.h>

#include "api/answers.hpp"
#include "store/connection.hpp"

namespace obolus::support {
namespace {

bool has_line(const std::string& text, const std::string& start) {
    return text.starts_with(start) || text.find("\n" + start) != std::string::npos;
}

TEST(Watch, the_process_answers_and_the_books_are_ready) {
    TestSite site;
    EXPECT_EQ(site.get("/healthz").body, "ok\n");
    const auto ready = site.get("/readyz");
    EXPECT_EQ(ready.status, 200);
    EXPECT_EQ(body_of(ready), (boost::json::object{{"ready", true}, {"writing", "ok"}, {"reading", "ok"}}));
}

TEST(Watch, books_that_take_too_long_are_not_ready_and_the_process_answers_still) {
    TestSite site(TestHub::default_rules(), {}, {.patience = std::chrono::milliseconds{20}});
    store::Connection other(site.hub().database(), store::Access::read_write);
    other.begin_writing();  // so that the hub's writer has to wait
    const auto response = site.get("/readyz");
    EXPECT_EQ(response.status, 503);
    EXPECT_FALSE(body_of(response).at("ready").as_bool());
    EXPECT_EQ(body_of(response).at("writing"), "timed_out");
    EXPECT_EQ(site.get("/healthz").status, 200);
    EXPECT_EQ(site.get("/metrics").status, 200) << "which doesn't need the books";
    other.execute("ROLLBACK");
    site.hub().join("1");  // the writer is done with what was asked before
}

TEST(Watch, batches_are_counted_by_what_became_of_them) {
    api::Metrics metrics("1.2.3");
    metrics.count(hub::BatchReport{7, 3, std::chrono::milliseconds{2}, false, {}});
    metrics.count(hub::BatchReport{90, 0, std::chrono::milliseconds{4}, false, {}});
    metrics.count(hub::BatchReport{5, 0, {}, true, {}});
    metrics.count(hub::BatchReport{1, 0, {}, false, base::Fault::storage_full});
    const std::string text = metrics.text({}, {});
    EXPECT_TRUE(has_line(text, "obolus_batch_commands_count 2")) << text;
    EXPECT_TRUE(has_line(text, "obolus_batch_commands_sum 97"));
    EXPECT_TRUE(has_line(text, "obolus_batch_commands_bucket{le=\"10\"} 1"));
    EXPECT_TRUE(has_line(text, "obolus_batch_seconds_bucket{le=\"0.0025\"} 1"));
    EXPECT_TRUE(has_line(text, "obolus_batches_undone_total 1"));
    EXPECT_TRUE(has_line(text, "obolus_batch_faults_total{fault=\"storage_full\"} 1"));
    EXPECT_TRUE(has_line(text, "obolus_commands_waiting 0"));
}

TEST(Watch, the_metrics_count_requests_refusals_and_batches) {
    TestSite site;
    site.hub().join("17", 5, 1);
    const std::string session = site.hub().sign_in("17");
    site.call("POST", "/v1/flattrs", session, R"({"to":"@handle1001"})");
    site.call("POST", "/v1/flattrs", session, R"({"to":"@nobody"})");
    site.get("/v1/nothing");
    const auto response = site.get("/metrics");
    EXPECT_EQ(response.status, 200);
    const std::string& text = response.body;
    EXPECT_TRUE(has_line(text, "obolus_http_requests_total{method=\"POST\",route=\"/v1/flattrs\",status=\"201\"} 1"))
        << text;
    EXPECT_TRUE(has_line(text, "obolus_http_requests_total{method=\"\",route=\"\",status=\"404\"} 1"));
    EXPECT_TRUE(has_line(text, "obolus_http_request_seconds_count{method=\"POST\",route=\"/v1/flattrs\"} 2"));
    EXPECT_TRUE(has_line(text, "obolus_refusals_total{name=\"account_unknown\"} 1"));
    EXPECT_TRUE(has_line(text, "obolus_build_info{version=\"1.2.3\"} 1"));
    EXPECT_FALSE(has_line(text, "obolus_month_givers")) << "no month is being closed";
    // For promtool, which another test asks.
    std::ofstream(OBOLUS_BINARY_DIR "/tests/api/metrics.txt") << text;
}

TEST(Watch, a_month_that_is_being_closed_shows_its_progress) {
    TestSite site;
    const base::MemberId giver = site.hub().join("17", 5, 1);
    ASSERT_TRUE(site.hub().flattr(giver, "1001"));
    site.hub().advance(std::chrono::days{31});
    site.hub().join("18");
    const std::string text = site.get("/metrics").body;
    EXPECT_TRUE(has_line(text, "obolus_month_givers{month=\"2026-11\"} 1")) << text;
    EXPECT_TRUE(has_line(text, "obolus_month_givers_closed{month=\"2026-11\"} 0"));
}

TEST(Watch, the_metrics_are_for_this_machine_unless_the_operator_gives_a_token) {
    TestSite site;
    EXPECT_EQ(site.get("/metrics").status, 200);
    EXPECT_EQ(name_of(site.send("GET", "/metrics", {{"X-Forwarded-For", "192.0.2.7"}})), "metrics_private");
    EXPECT_EQ(name_of(site.send("GET", "/metrics", {{"Forwarded", "for=192.0.2.7"}})), "metrics_private");
    TestSite closed(TestHub::default_rules(), {}, {.metrics_token = "watcher"});
    EXPECT_EQ(name_of(closed.get("/metrics")), "metrics_private");
    EXPECT_EQ(closed.send("GET", "/metrics", {{"Authorization", "Bearer watche"}}).status, 403);
    EXPECT_EQ(closed.send("GET", "/metrics", {{"Authorization", "Bearer watcher"}}).status, 200);
}

TEST(Watch, each_plugin_has_its_numbers) {
    TestSite site(TestHub::default_rules(), {}, {.plugins = [] {
                      return std::vector<api::PluginHealth>{{"demo", true, 3, 1}, {"other", false, 0, 0, true}};
                  }});
    const std::string text = site.get("/metrics").body;
    EXPECT_TRUE(has_line(text, "obolus_plugin_up{provider=\"demo\"} 1"));
    EXPECT_TRUE(has_line(text, "obolus_plugin_up{provider=\"other\"} 0"));
    EXPECT_TRUE(has_line(text, "obolus_plugin_restarts_total{provider=\"demo\"} 3"));
    EXPECT_TRUE(has_line(text, "obolus_plugin_refused_answers_total{provider=\"demo\"} 1"));
    EXPECT_TRUE(has_line(text, "obolus_plugin_quarantined{provider=\"demo\"} 0"));
    EXPECT_TRUE(has_line(text, "obolus_plugin_quarantined{provider=\"other\"} 1"));
    const auto ready = site.get("/readyz");
    EXPECT_EQ(ready.status, 200) << "the other platforms are served";
    EXPECT_EQ(body_of(ready).at("quarantined"), (boost::json::array{"other"}));
}

}  // namespace
}  // namespace obolus::support
