// Runs a process until somebody wants it to end.
#pragma once

#include <functional>

#include <boost/asio/io_context.hpp>

namespace obolus::app {

/// Runs the context. At the first SIGTERM or SIGINT it calls `stop`, whose argument is to be called when everything has
/// ended; at the second it stops at once. At each SIGHUP it calls `reload`.
void run_until_stopped(boost::asio::io_context& context, const std::function<void(std::function<void()>)>& stop,
                       const std::function<void()>& reload);

}  // namespace obolus::app
