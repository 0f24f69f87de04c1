// A server on a free port, running on a thread of its own until the end of the test.
#pragma once

#include <future>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "http/server.hpp"

namespace obolus::http {

class RunningServer {
   public:
    RunningServer(ServerOptions options, Router router) : server_(context_, std::move(options), std::move(router)) {
        std::string problem;
        EXPECT_TRUE(server_.start(problem)) << problem;
        thread_ = std::thread([this] { context_.run(); });
    }
    ~RunningServer() {
        stop().wait();
        thread_.join();
    }
    std::uint16_t port() const { return server_.port(); }
    boost::asio::io_context& context() { return context_; }

    /// Begins the graceful stop (once); ready when it has ended.
    std::shared_future<void> stop() {
        if (!stopped_.valid()) {
            auto promise = std::make_shared<std::promise<void>>();
            stopped_ = promise->get_future().share();
            boost::asio::post(context_, [this, promise] { server_.stop([promise] { promise->set_value(); }); });
        }
        return stopped_;
    }

   private:
    boost::asio::io_context context_;
    Server server_;
    std::thread thread_;
    std::shared_future<void> stopped_;
};

}  // namespace obolus::http
