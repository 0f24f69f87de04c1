#include "app/until_stopped.hpp"

#include <csignal>

#include <boost/asio/signal_set.hpp>
#include <spdlog/spdlog.h>

namespace obolus::app {

void run_until_stopped(boost::asio::io_context& context, const std::function<void(std::function<void()>)>& stop) {
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& failed, int) {
        if (failed) return;
        spdlog::info("stopping: running requests may end");
        signals.async_wait([&](const boost::system::error_code& cancelled, int) {
            if (!cancelled) context.stop();
        });
        stop([&context] { context.stop(); });
    });
    context.run();
}

}  // namespace obolus::app
