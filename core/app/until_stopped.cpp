#include "app/until_stopped.hpp"

#include <csignal>

#include <boost/asio/signal_set.hpp>
#include <spdlog/spdlog.h>

namespace obolus::app {

namespace {

void await_reload(boost::asio::signal_set& hangups, const std::function<void()>& reload) {
    hangups.async_wait([&hangups, &reload](const boost::system::error_code& cancelled, int) {
        if (cancelled) return;
        reload();
        await_reload(hangups, reload);
    });
}

}  // namespace

void run_until_stopped(boost::asio::io_context& context, const std::function<void(std::function<void()>)>& stop,
                       const std::function<void()>& reload) {
    boost::asio::signal_set hangups(context, SIGHUP);
    await_reload(hangups, reload);
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
