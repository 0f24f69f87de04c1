// What happened, as numbers that Prometheus reads at GET /metrics: requests, refusals, the writer's batches, months
// under way, plugins. Names, and what each means for an operator: docs/operating/monitoring.md.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/server.hpp"
#include "hub/close_month.hpp"
#include "hub/hub.hpp"

namespace obolus::api {

/// How a provider's plugin fares; asked for at each look at the metrics.
struct PluginHealth {
    std::string provider;
    bool running = false;
    int restarts = 0;
    int refused_answers = 0;
    bool quarantined = false;
};

class Metrics {
   public:
    explicit Metrics(std::string version);
    ~Metrics();

    /// For http::Router::on_answered, on one thread.
    void count(const http::Answered& answered);
    /// For hub::HubOptions::on_batch, on the writer's thread.
    void count(const hub::BatchReport& batch);

    /// Prometheus' text format 0.0.4.
    std::string text(const std::vector<hub::MonthStatus>& months, const std::vector<PluginHealth>& plugins) const;

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::api
