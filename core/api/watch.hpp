// What machines that watch the hub ask: GET /healthz (does the process answer?), GET /readyz (do the books?) and
// GET /metrics.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "api/metrics.hpp"
#include "http/server.hpp"
#include "hub/hub.hpp"

namespace obolus::api {

struct WatchOptions {
    /// Whoever sends it as a bearer token may read the metrics. "": only programs of this very machine may, and none
    /// that came through a proxy.
    std::string metrics_token{};
    std::function<std::vector<PluginHealth>()> plugins{};  ///< empty: not told
    std::chrono::milliseconds patience{5'000};             ///< how long the books may take to be called ready
    std::chrono::milliseconds remembered{1'000};           ///< an answer of /readyz; probes can't flood the writer
};

/// Adds the three routes, and counts every answer of the router. The references must outlive it.
void add_watch_routes(http::Router& router, hub::Hub& hub, Metrics& metrics, WatchOptions options);

}  // namespace obolus::api
