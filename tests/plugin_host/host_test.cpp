#include "plugin_host/host.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include "plugin_host/host_fixture.hpp"

namespace obolus::plugin_host {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

TEST_F(HostTest, load_returns_the_manifest) {
    LoadProblem problem;
    const auto manifest = host().load("demo", "twitter", problem);
    ASSERT_TRUE(manifest) << problem.message;
    EXPECT_EQ(manifest.value().id, "twitter");
    EXPECT_EQ(manifest.value().hosts, std::vector<std::string>{"api.x.com"});
    EXPECT_EQ(manifest.value().flows, (std::vector<std::string>{"login", "lookup", "thing_owner", "revoke"}));
    EXPECT_EQ(manifest.value().credentials, (std::vector<std::string>{"client_id", "client_secret", "app_token"}));
}

TEST_F(HostTest, load_names_the_missing_file_and_the_plugins_there_are) {
    EXPECT_THAT(load("demo", "twiter"), ::testing::AllOf(HasSubstr("twiter.so"), HasSubstr("twitter")));
    EXPECT_THAT(load("demo", "/nowhere/x.so"), HasSubstr("there is no file /nowhere/x.so"));
    EXPECT_THAT(load("demo", ""), HasSubstr("there is no file"));
}

TEST_F(HostTest, load_refuses_a_file_that_is_no_shared_library) {
    EXPECT_THAT(load("demo", std::string(OBOLUS_SOURCE_DIR) + "/CMakeLists.txt"), HasSubstr("not a shared library"));
}

TEST_F(HostTest, load_refuses_a_second_entry_of_the_same_name) {
    ASSERT_EQ(load("demo", "twitter"), "");
    EXPECT_THAT(load("demo", "twitter"), HasSubstr("twice"));
}

TEST_F(HostTest, load_names_a_worker_that_cannot_be_started) {
    options.worker_path = "/nowhere/worker";
    EXPECT_THAT(load("demo", "twitter"), HasSubstr("the worker /nowhere/worker can't be started"));
}

TEST_F(HostTest, step_answers_with_an_effect_and_a_state) {
    ASSERT_EQ(load("demo", "twitter"), "");
    const auto output = start("demo", "login");
    ASSERT_TRUE(output);
    EXPECT_EQ(output.value().at("effect").at("kind"), "redirect_user");
    EXPECT_EQ(output.value().at("state"), "redirected");
}

TEST_F(HostTest, normalize_and_step_are_given_the_entrys_config) {
    ASSERT_EQ(load("demo", "twitter"), "");
    LoadProblem problem;
    const json::object endpoints{{"authorize", "http://127.0.0.1:8081/authorize"}};
    ASSERT_TRUE(
        host().configure("demo", {{"settings", json::object()}, {"endpoints", endpoints}, {"instance", ""}}, problem));
    const auto subject = normalize("demo", "http://127.0.0.1:8081/Ada/status/123");
    ASSERT_TRUE(subject);
    EXPECT_EQ(subject.value(), json::parse(R"({"kind":"thing","type":"post","id":"123","handle":"Ada",
                                               "url":"http://127.0.0.1:8081/Ada/status/123"})"));
    EXPECT_EQ(normalize("demo", "https://x.com/ada").value(), json::value(nullptr));
    EXPECT_EQ(start("demo", "login").value().at("effect").at("url"), "http://127.0.0.1:8081/authorize");
}

TEST_F(HostTest, configure_names_unknown_settings_and_bad_endpoints) {
    ASSERT_EQ(load("demo", "twitter"), "");
    LoadProblem problem;
    EXPECT_FALSE(host().configure("demo", {{"settings", json::object{{"colour", "red"}}}}, problem));
    EXPECT_THAT(problem.message, HasSubstr("settings.colour isn't a setting"));
    EXPECT_FALSE(host().configure("demo", {{"endpoints", json::object{{"api", "ftp://x"}}}}, problem));
    EXPECT_THAT(problem.message, HasSubstr("endpoints.api isn't an http or https URL"));
}

TEST_F(HostTest, answers_come_in_order_however_many_wait) {
    ASSERT_EQ(load("demo", "twitter"), "");
    std::vector<std::string> answers;
    for (int i = 0; i < 500; ++i) {
        host().normalize("demo", "@user" + std::to_string(i), [&](base::Result<json::value> answer) {
            answers.emplace_back(answer.value().at("key").get_string());
        });
    }
    EXPECT_TRUE(answers.empty()) << "done is never called from within";
    run_until([&] { return answers.size() == 500; });
    for (int i = 0; i < 500; ++i)
        EXPECT_EQ(answers[static_cast<std::size_t>(i)], "user" + std::to_string(i));
}

TEST_F(HostTest, more_requests_than_the_queue_takes_are_overloaded) {
    options.queue_max = 4;
    ASSERT_EQ(load("demo", "twitter"), "");
    int answered = 0;
    int overloaded = 0;
    for (int i = 0; i < 20; ++i) {
        host().normalize("demo", "@ada", [&](base::Result<json::value> answer) {
            ++answered;
            if (!answer && answer.error() == base::Fault::overloaded) ++overloaded;
        });
    }
    run_until([&] { return answered == 20; });
    EXPECT_GT(overloaded, 0);
    EXPECT_LT(overloaded, 20);
}

TEST_F(HostTest, an_unknown_entry_is_unavailable) {
    EXPECT_EQ(start("nobody", "login").error(), base::Fault::plugin_unavailable);
    EXPECT_EQ(normalize("nobody", "ada").error(), base::Fault::plugin_unavailable);
}

TEST_F(HostTest, an_event_larger_than_a_message_is_the_platforms_fault) {
    ASSERT_EQ(load("demo", "twitter"), "");
    EXPECT_EQ(step("demo", {{"flow", std::string(2U << 20, 'x')}}).error(), base::Fault::platform_unavailable);
    EXPECT_TRUE(start("demo", "login"));
}

TEST_F(HostTest, an_event_that_is_none_is_refused_and_the_worker_goes_on) {
    ASSERT_EQ(load("demo", "twitter"), "");
    EXPECT_EQ(step("demo", {{"flow", 1}}).error(), base::Fault::plugin_unavailable);
    EXPECT_TRUE(start("demo", "login"));
    EXPECT_EQ(host().health("demo").restarts, 0);
    EXPECT_EQ(host().health("demo").refused, 1);
}

TEST_F(HostTest, a_worker_killed_from_outside_is_restarted_before_anybody_asks) {
    ASSERT_EQ(load("demo", "twitter"), "");
    const int first = host().health("demo").pid;
    ASSERT_EQ(kill(first, SIGKILL), 0);
    run_until([&] { return host().health("demo").restarts == 1; });
    EXPECT_TRUE(start("demo", "login"));
    EXPECT_NE(host().health("demo").pid, first);
}

TEST_F(HostTest, the_destructor_ends_and_reaps_the_workers) {
    int pid = 0;
    {
        Host ending(context, options);
        LoadProblem problem;
        ASSERT_TRUE(ending.load("demo", "twitter", problem)) << problem.message;
        pid = ending.health("demo").pid;
        ASSERT_EQ(kill(pid, 0), 0);
    }
    EXPECT_EQ(waitpid(pid, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
    EXPECT_EQ(kill(pid, 0), -1);
}

TEST_F(HostTest, requests_under_way_at_the_end_are_answered_with_shutting_down) {
    base::Result<json::object> answer = json::object();
    {
        Host ending(context, options);
        LoadProblem problem;
        ASSERT_TRUE(ending.load("demo", "twitter", problem)) << problem.message;
        ending.step("demo", {{"flow", "login"}},
                    [&](base::Result<json::object> result) { answer = std::move(result); });
    }
    context.run();
    EXPECT_EQ(answer.error(), base::Fault::shutting_down);
}

TEST_F(HostTest, a_worker_has_no_environment_and_no_descriptors_of_the_hub) {
    const std::ifstream open_here(std::string(OBOLUS_SOURCE_DIR) + "/CMakeLists.txt");
    ASSERT_EQ(load("demo", "twitter"), "");
    const std::string proc = "/proc/" + std::to_string(host().health("demo").pid);
    std::ifstream environment(proc + "/environ");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(environment), {}), "");
    std::ifstream status(proc + "/status");
    const std::string text(std::istreambuf_iterator<char>(status), {});
    EXPECT_THAT(text, HasSubstr("NoNewPrivs:\t1"));
    EXPECT_THAT(text, HasSubstr("Seccomp:\t2"));
    EXPECT_THAT(text, HasSubstr("Threads:\t1"));
    std::error_code error;
    const std::filesystem::directory_iterator descriptors(proc + "/fd", error);
    if (error) GTEST_SKIP() << "only root may look at the descriptors of a process that can't be dumped";
    EXPECT_EQ(std::distance(begin(descriptors), end(descriptors)), 4)
        << "stdin, stdout, stderr: nowhere; and the socket";
}

}  // namespace
}  // namespace obolus::plugin_host
