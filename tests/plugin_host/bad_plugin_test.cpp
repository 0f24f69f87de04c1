// Plugins that crash, hang, escape or lie: that worker ends or that answer is dropped, and nothing else happens. All in
// the strict worker, as operators run it, and each beside a well-behaved entry that must not notice.
#include <chrono>
#include <string>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "plugin_host/host_fixture.hpp"
#include "plugin_host/output.hpp"

namespace obolus::plugin_host {
namespace {

using ::testing::HasSubstr;

// While loading: a sentence for the operator.

class BadLoadTest : public HostTest, public ::testing::WithParamInterface<std::pair<std::string, std::string>> {};

TEST_P(BadLoadTest, load_says_why_it_refuses) {
    const auto& [plugin, sentence] = GetParam();
    EXPECT_THAT(load("bad", bad_plugin(plugin)), HasSubstr(sentence));
    EXPECT_EQ(host().health("bad").pid, 0);
    EXPECT_EQ(load("good", "twitter"), "");
}

INSTANTIATE_TEST_SUITE_P(Plugins, BadLoadTest,
                         ::testing::Values(std::pair("crash_at_load", "crashed (SIGABRT) while loading"),
                                           std::pair("hang_at_load", "it used more CPU time than it may"),
                                           std::pair("write_at_load", "forbidden system call openat (files)"),
                                           std::pair("socket_at_load", "forbidden system call socket (network)"),
                                           std::pair("no_symbol", "exports no obolus_idp_entry"),
                                           std::pair("wrong_abi", "it speaks ABI version 7, this hub speaks version 1"),
                                           std::pair("no_table", "doesn't speak this hub's ABI version 1"),
                                           std::pair("bad_manifest",
                                                     "its manifest is invalid: flows has the unknown word steal")),
                         [](const auto& each) { return each.param.first; });

TEST_F(HostTest, a_constructor_cannot_read_the_hubs_files) {
    EXPECT_EQ(load("bad", bad_plugin("open_at_load")), "") << "it ends itself when it could open /etc/passwd";
}

TEST_F(HostTest, a_constructor_cannot_write_files) {
    load("bad", bad_plugin("write_at_load"));
    struct stat status {};
    EXPECT_NE(stat("/tmp/obolus-bad-plugin", &status), 0);
}

// In a step: the worker ends, is restarted, and serves.

class FatalStepTest : public HostTest, public ::testing::WithParamInterface<std::pair<std::string, std::string>> {
   protected:
    void SetUp() override {
        // Only what does nothing for ever is to end by the deadline, however busy the machine is.
        options.step_wall = std::chrono::milliseconds(GetParam().first == "block" ? 1'000 : 60'000);
        ASSERT_EQ(load("bad", bad_plugin(GetParam().first)), "");
        ASSERT_EQ(load("good", "twitter"), "");
    }
};

TEST_P(FatalStepTest, its_worker_alone_ends_and_is_restarted) {
    const int first = host().health("bad").pid;
    EXPECT_EQ(start("bad", "login").error(), base::Fault::plugin_unavailable);
    EXPECT_TRUE(start("good", "login"));

    const auto again = start("bad", "lookup");
    ASSERT_TRUE(again) << "the restarted worker serves what waited for it";
    EXPECT_EQ(again.value().at("effect").at("class"), "unsupported");
    EXPECT_EQ(host().health("bad").restarts, 1);
    EXPECT_THAT(host().health("bad").last_end, HasSubstr(GetParam().second));
    EXPECT_NE(host().health("bad").pid, first);
    EXPECT_EQ(host().health("good").restarts, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Plugins, FatalStepTest,
    ::testing::Values(
        std::pair("crash", "crashed (SIGSEGV)"), std::pair("abort", "crashed (SIGABRT)"),
        std::pair("throw", "crashed (SIGABRT)"), std::pair("exhaust_memory", "crashed (SIGSEGV)"),
        std::pair("loop", "more CPU time than it may"), std::pair("block", "didn't answer within 1000 ms"),
        std::pair("exit", "exited with status 0"), std::pair("sleep", "forbidden system call clock_nanosleep"),
        std::pair("fork", "forbidden system call clone"), std::pair("thread", "forbidden system call"),
        std::pair("open", "forbidden system call openat"), std::pair("socket", "forbidden system call socket"),
        std::pair("exec", "forbidden system call execve"), std::pair("kill", "forbidden system call kill"),
        std::pair("new_code", "forbidden system call mmap (executable memory)"),
        std::pair("handle_signals", "forbidden system call rt_sigaction"),
        std::pair("garbage_on_socket", "broke the protocol"), std::pair("answers_twice", "broke the protocol"),
        std::pair("huge_frame", "broke the protocol")),
    [](const auto& each) { return each.param.first; });

// An answer that is none: dropped and counted, the worker goes on.

class LyingStepTest : public HostTest, public ::testing::WithParamInterface<std::string> {
   protected:
    void SetUp() override {
        ASSERT_EQ(load("bad", bad_plugin(GetParam())), "");
        ASSERT_EQ(load("good", "twitter"), "");
    }
};

TEST_P(LyingStepTest, its_answer_is_refused_and_the_worker_goes_on) {
    EXPECT_EQ(start("bad", "login").error(), base::Fault::plugin_unavailable);
    EXPECT_EQ(host().health("bad").refused, 1);
    EXPECT_EQ(host().health("bad").last_end, "");
    EXPECT_TRUE(start("bad", "lookup"));
    EXPECT_TRUE(start("good", "login"));
    EXPECT_EQ(host().health("bad").restarts, 0);
}

INSTANTIATE_TEST_SUITE_P(Plugins, LyingStepTest,
                         ::testing::Values("oversized", "invalid_utf8", "deeply_nested", "signs_itself",
                                           "number_as_id"),
                         [](const auto& each) { return each.param; });

// case 50
TEST_F(HostTest, a_plugin_that_names_another_providers_account_is_not_asked_again) {
    ASSERT_EQ(load("bad", bad_plugin("other_provider")), "");
    ASSERT_EQ(load("good", "twitter"), "");
    EXPECT_TRUE(start("bad", "lookup"));
    // Three at once: the first is the lie, the others wait behind it.
    std::vector<std::error_code> answers;
    for (int i = 0; i < 3; ++i)
        host().step("bad",
                    {{"flow", "login"},
                     {"now", 1'700'000'000},
                     {"entropy", std::string(64, 'a')},
                     {"state", nullptr},
                     {"trigger", boost::json::object{{"kind", "start"}}}},
                    [&](const base::Result<boost::json::object>& answer) {
                        answers.push_back(answer ? std::error_code() : answer.error());
                    });
    run_until([&] { return answers.size() == 3; });
    for (const std::error_code& answer : answers)
        EXPECT_EQ(answer, Refusal::plugin_quarantined);
    EXPECT_EQ(start("bad", "lookup").error(), Refusal::plugin_quarantined);
    EXPECT_EQ(normalize("bad", "ada").error(), Refusal::plugin_quarantined);
    const Host::Health health = host().health("bad");
    EXPECT_TRUE(health.quarantined);
    EXPECT_EQ(health.pid, 0);
    EXPECT_EQ(health.refused, 1);
    EXPECT_THAT(health.last_end, HasSubstr("account of another provider"));
    EXPECT_TRUE(start("good", "login"));
}

// What its own entry is called is none of its business either, but no attack.
TEST(Output, only_another_entrys_name_is_anothers) {
    const auto named = [](const char* identity) {
        return names_another_provider(boost::json::parse(std::string(R"({"effect":{"kind":"done","identities":[)") +
                                                         identity + "]},\"state\":null}"),
                                      "demo");
    };
    EXPECT_TRUE(named(R"({"id":"1","provider":"other"})"));
    EXPECT_TRUE(named(R"({"id":"1","provider":7})"));
    EXPECT_TRUE(named(R"({"id":"1"},{"id":"2","provider":"other"})"));
    EXPECT_FALSE(named(R"({"id":"1","provider":"demo"})"));
    EXPECT_FALSE(named(R"({"id":"other:1"})"));
}

TEST_F(HostTest, a_forged_answer_ends_the_worker_before_it_can_pass_for_the_next_one) {
    ASSERT_EQ(load("bad", bad_plugin("forge")), "");
    // The plugin sends a frame of its own in front of the worker's. Whether the two arrive together is a matter of
    // timing.
    EXPECT_FALSE(start("bad", "login"));
    run_until([&] { return start("bad", "lookup").has_value() && host().health("bad").restarts == 1; });
    EXPECT_THAT(host().health("bad").last_end,
                ::testing::AnyOf(HasSubstr("broke the protocol"), HasSubstr("spoke unasked")));
}

// Repeated crashes.

TEST_F(HostTest, a_plugin_that_keeps_crashing_is_restarted_with_a_growing_pause) {
    options.restart_pause = std::chrono::milliseconds(5);
    options.restart_pause_max = std::chrono::milliseconds(40);
    ASSERT_EQ(load("bad", bad_plugin("crash")), "");
    std::vector<std::chrono::steady_clock::duration> pauses;
    for (int i = 0; i < 6; ++i) {
        EXPECT_FALSE(start("bad", "login"));
        const auto ended = std::chrono::steady_clock::now();
        const int before = host().health("bad").restarts;
        run_until([&] { return host().health("bad").restarts > before; });
        pauses.push_back(std::chrono::steady_clock::now() - ended);
    }
    EXPECT_TRUE(start("bad", "lookup"));
    const std::chrono::milliseconds least[] = {{},
                                               std::chrono::milliseconds(4),
                                               std::chrono::milliseconds(9),
                                               std::chrono::milliseconds(19),
                                               std::chrono::milliseconds(39),
                                               std::chrono::milliseconds(39)};
    for (std::size_t i = 1; i < pauses.size(); ++i)
        EXPECT_GE(pauses[i], least[i]) << i;
}

TEST_F(HostTest, who_asks_during_a_long_pause_is_told_at_once) {
    options.step_wall = std::chrono::milliseconds(50);
    options.restart_pause = std::chrono::hours(1);
    options.restart_pause_max = std::chrono::hours(1);
    ASSERT_EQ(load("bad", bad_plugin("crash")), "");
    EXPECT_FALSE(start("bad", "login"));
    EXPECT_FALSE(start("bad", "login"));
    run_until([&] { return host().health("bad").backing_off; });
    const auto asked = std::chrono::steady_clock::now();
    EXPECT_EQ(start("bad", "lookup").error(), base::Fault::plugin_unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(5));
}

TEST_F(HostTest, a_steady_worker_clears_the_count_of_crashes) {
    options.steady_after = std::chrono::milliseconds(0);
    options.restart_pause = std::chrono::hours(1);
    options.restart_pause_max = std::chrono::hours(1);
    ASSERT_EQ(load("bad", bad_plugin("crash")), "");
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(start("bad", "login"));
        EXPECT_TRUE(start("bad", "lookup"));
    }
    EXPECT_EQ(host().health("bad").restarts, 3);
}

TEST_F(HostTest, a_loop_is_stopped_by_its_cpu_time_long_before_the_deadline) {
    options.step_wall = std::chrono::seconds(60);
    ASSERT_EQ(load("bad", bad_plugin("loop")), "");
    const auto asked = std::chrono::steady_clock::now();
    EXPECT_FALSE(start("bad", "login"));
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(30));
}

}  // namespace
}  // namespace obolus::plugin_host
