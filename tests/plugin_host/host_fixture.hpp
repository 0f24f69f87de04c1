// A Host with the strict worker, and calls that wait for their answer.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "plugin_host/host.hpp"

namespace obolus::plugin_host {

inline const std::string binary_dir = OBOLUS_BINARY_DIR;

class HostTest : public ::testing::Test {
   protected:
    /// Before the first use of host(): the worker and the plugins' folder under test.
    HostOptions options{.worker_path = binary_dir + "/bin/obolus-plugin-worker",
                        .plugin_directory = binary_dir + "/plugins"};

    Host& host() {
        if (!host_) host_ = std::make_unique<Host>(context, options);
        return *host_;
    }

    static std::string bad_plugin(const std::string& name) { return binary_dir + "/tests/bad_plugins/" + name + ".so"; }

    /// "" or the problem's message.
    std::string load(const std::string& entry, const std::string& plugin) {
        LoadProblem problem;
        const auto manifest = host().load(entry, plugin, problem);
        return manifest ? "" : problem.message;
    }

    base::Result<boost::json::object> step(const std::string& entry, boost::json::object event) {
        std::optional<base::Result<boost::json::object>> answer;
        host().step(entry, std::move(event),
                    [&](base::Result<boost::json::object> result) { answer = std::move(result); });
        run_until([&] { return answer.has_value(); });
        return answer ? *std::move(answer) : base::Fault::timed_out;
    }

    /// The first step of a flow.
    base::Result<boost::json::object> start(const std::string& entry, const std::string& flow) {
        return step(entry, {{"flow", flow},
                            {"now", 1'700'000'000},
                            {"entropy", std::string(64, 'a')},
                            {"state", nullptr},
                            {"trigger", boost::json::object{{"kind", "start"}}}});
    }

    base::Result<boost::json::value> normalize(const std::string& entry, const std::string& text) {
        std::optional<base::Result<boost::json::value>> answer;
        host().normalize(entry, text, [&](base::Result<boost::json::value> result) { answer = std::move(result); });
        run_until([&] { return answer.has_value(); });
        return answer ? *std::move(answer) : base::Fault::timed_out;
    }

    /// Serves until `condition` holds; fails the test when it doesn't within half a minute.
    template <class Condition>
    void run_until(const Condition& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) FAIL() << "what was waited for didn't happen";
            context.restart();
            context.run_one_for(std::chrono::seconds(1));
        }
    }

    boost::asio::io_context context;

   private:
    std::unique_ptr<Host> host_;
};

}  // namespace obolus::plugin_host
