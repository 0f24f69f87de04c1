#include "app/signals.hpp"

#include <csignal>

#include <spdlog/spdlog.h>

namespace obolus::app {

Signals::Signals(boost::asio::io_context& context)
    : context_(context), endings_(context, SIGINT, SIGTERM), hangups_(context, SIGHUP) {}

void Signals::await_reload(const std::function<void()>& reload) {
    hangups_.async_wait([this, &reload](const boost::system::error_code& cancelled, int) {
        if (cancelled) return;
        reload();
        await_reload(reload);
    });
}

void Signals::run(const std::function<void(std::function<void()>)>& stop, const std::function<void()>& reload) {
    await_reload(reload);
    endings_.async_wait([&](const boost::system::error_code& failed, int) {
        if (failed) return;
        spdlog::info("stopping: running requests may end");
        endings_.async_wait([&](const boost::system::error_code& cancelled, int) {
            if (!cancelled) context_.stop();
        });
        stop([this] { context_.stop(); });
    });
    context_.run();
}

}  // namespace obolus::app
