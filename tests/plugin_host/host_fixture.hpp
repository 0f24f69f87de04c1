// A Host with the strict worker, and calls that wait for their answer.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <memory>
#include <optional>
#include <string>

#include "plugin_host/host.hpp"

namespace obolus::plugin_host {

inline const std::string binary_dir = OBOLUS_BINARY_DIR;

class HostTest : public ::testing::Test {
   protected:
    /// Before the first use of host(): the worker and the plugins' folder under test.
    HostOptions options{.worker_path = binary_dir + "/bin/obolus-plugin-worker", .plugin_directory = binary_dir + "/plugins"};

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
        host().step(entry, std::move(event), [&](base::Result<boost::json::object> result) { answer = std::move(result); });
        run_until([&] { return answer.has_value(); });
        return *std::move(answer);
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
        return *std::move(answer);
    }

    /// Serves until `condition` holds; a test that waits for ever is ended by CTest.
    template <class Condition>
    void run_until(const Condition& condition) {
        while (!condition()) {
            context.restart();
            context.run_one();
        }
    }

    boost::asio::io_context context;

   private:
    std::unique_ptr<Host> host_;
};

}  // namespace obolus::plugin_host
