// Runs a process until somebody wants it to end.
#pragma once

#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace obolus::app {

/// Catches SIGTERM, SIGINT and SIGHUP from its construction on; what comes before run() is kept for it. So whoever sees
/// the process ready can signal it.
class Signals {
   public:
    explicit Signals(boost::asio::io_context& context);

    /// Runs the context. At the first SIGTERM or SIGINT it calls `stop`, whose argument is to be called when everything
    /// has ended; at the second it stops at once. At each SIGHUP it calls `reload`.
    void run(const std::function<void(std::function<void()>)>& stop, const std::function<void()>& reload);

   private:
    void await_reload(const std::function<void()>& reload);

    boost::asio::io_context& context_;
    boost::asio::signal_set endings_;
    boost::asio::signal_set hangups_;
};

}  // namespace obolus::app
