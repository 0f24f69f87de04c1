#include "api/metrics.hpp"

#include <map>
#include <tuple>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace obolus::api {

namespace {
using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Seconds = std::chrono::duration<double>;

const prometheus::Histogram::BucketBoundaries request_seconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                              0.05,   0.1,   0.25,   0.5,   1,    2.5};
const prometheus::Histogram::BucketBoundaries batch_seconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                            0.05,   0.1,   0.25,   0.5,   1,    2.5};
const prometheus::Histogram::BucketBoundaries batch_commands{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

prometheus::Family<prometheus::Counter>& counters(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
prometheus::Family<prometheus::Gauge>& gauges(prometheus::Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}
prometheus::Family<prometheus::Histogram>& histograms(prometheus::Registry& registry, const char* name,
                                                      const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

MetricFamily family(const char* name, const char* help, MetricType type) { return {name, help, type, {}}; }

void add(MetricFamily& to, const char* label, const std::string& value, std::int64_t number) {
    ClientMetric metric;
    metric.label.push_back({label, value});
    (to.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = static_cast<double>(number);
    to.metric.push_back(std::move(metric));
}

/// Months that have been cut and aren't closed: what an operator waits for. An idle hub has none.
void add_months(std::vector<MetricFamily>& families, const std::vector<hub::MonthStatus>& months) {
    MetricFamily givers = family("obolus_month_givers", "Givers of a month that is being closed.", MetricType::Gauge);
    MetricFamily givers_closed =
        family("obolus_month_givers_closed", "Of those, how many budgets have been divided.", MetricType::Gauge);
    MetricFamily shares =
        family("obolus_month_shares", "Shares of a month that is being closed, found so far.", MetricType::Gauge);
    MetricFamily shares_paid =
        family("obolus_month_shares_paid", "Of those, how many their recipients have.", MetricType::Gauge);
    for (const hub::MonthStatus& month : months) {
        if (month.phase == hub::MonthPhase::running || month.phase == hub::MonthPhase::closed) continue;
        const std::string name = base::to_string(month.month);
        add(givers, "month", name, month.givers);
        add(givers_closed, "month", name, month.givers_closed);
        add(shares, "month", name, month.shares);
        add(shares_paid, "month", name, month.shares_paid);
    }
    for (MetricFamily* each : {&givers, &givers_closed, &shares, &shares_paid})
        if (!each->metric.empty()) families.push_back(std::move(*each));
}

void add_plugins(std::vector<MetricFamily>& families, const std::vector<PluginHealth>& plugins) {
    if (plugins.empty()) return;
    MetricFamily up = family("obolus_plugin_up", "Whether the provider's plugin has a worker.", MetricType::Gauge);
    MetricFamily restarts =
        family("obolus_plugin_restarts_total", "Times that the provider's plugin was restarted.", MetricType::Counter);
    MetricFamily refused =
        family("obolus_plugin_refused_answers_total",
               "Answers of the provider's plugin that were not what they must be.", MetricType::Counter);
    MetricFamily quarantined =
        family("obolus_plugin_quarantined",
               "Whether the provider is out of service, since its plugin has named another provider's account.",
               MetricType::Gauge);
    for (const PluginHealth& plugin : plugins) {
        add(quarantined, "provider", plugin.provider, plugin.quarantined ? 1 : 0);
        add(up, "provider", plugin.provider, plugin.running ? 1 : 0);
        add(restarts, "provider", plugin.provider, plugin.restarts);
        add(refused, "provider", plugin.provider, plugin.refused_answers);
    }
    for (MetricFamily* each : {&up, &restarts, &refused, &quarantined})
        families.push_back(std::move(*each));
}
}  // namespace

struct Metrics::Impl {
    /// What one answer counts; looked up by the route's own strings, which never move.
    struct Series {
        prometheus::Counter* requests;
        prometheus::Histogram* seconds;
    };
    using Key = std::tuple<const char*, const char*, int>;

    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests = counters(
        registry, "obolus_http_requests_total", "Requests that were answered; route is empty when none matched.");
    prometheus::Family<prometheus::Histogram>& seconds =
        histograms(registry, "obolus_http_request_seconds", "From a request's arrival until its answer was ready.");
    prometheus::Family<prometheus::Counter>& refusals =
        counters(registry, "obolus_refusals_total", "Requests that were refused, by the refusal's name.");
    prometheus::Histogram& commands =
        histograms(registry, "obolus_batch_commands", "Commands that the writer committed together.")
            .Add({}, batch_commands);
    prometheus::Histogram& commit_seconds =
        histograms(registry, "obolus_batch_seconds",
                   "From the begin of a batch's transaction to the end of its commit.")
            .Add({}, batch_seconds);
    prometheus::Gauge& waiting =
        gauges(registry, "obolus_commands_waiting", "Commands in the writer's queue when it last took a batch.")
            .Add({});
    prometheus::Counter& undone =
        counters(registry, "obolus_batches_undone_total", "Batches that were undone and run again, one by one.")
            .Add({});
    prometheus::Family<prometheus::Counter>& faults =
        counters(registry, "obolus_batch_faults_total", "Batches that failed, by what the world did to them.");
    std::map<Key, Series> series;

    Series& series_of(const http::Answered& answered) {
        const Key key{answered.route.data(), answered.method.data(), answered.status};
        const auto known = series.find(key);
        if (known != series.end()) return known->second;
        const prometheus::Labels place{{"method", std::string(answered.method)},
                                       {"route", std::string(answered.route)}};
        prometheus::Labels answer = place;
        answer.emplace("status", std::to_string(answered.status));
        return series.emplace(key, Series{&requests.Add(answer), &seconds.Add(place, request_seconds)}).first->second;
    }
};

Metrics::Metrics(std::string version) : impl_(std::make_unique<Impl>()) {
    gauges(impl_->registry, "obolus_build_info", "1, with the program's version.")
        .Add({{"version", std::move(version)}})
        .Set(1);
}
Metrics::~Metrics() = default;

void Metrics::count(const http::Answered& answered) {
    Impl::Series& series = impl_->series_of(answered);
    series.requests->Increment();
    series.seconds->Observe(Seconds(answered.took).count());
    if (!answered.refusal.empty()) impl_->refusals.Add({{"name", std::string(answered.refusal)}}).Increment();
}

void Metrics::count(const hub::BatchReport& batch) {
    impl_->waiting.Set(static_cast<double>(batch.waiting));
    if (batch.undone) return impl_->undone.Increment();
    if (batch.fault) return impl_->faults.Add({{"fault", batch.fault.message()}}).Increment();
    impl_->commands.Observe(static_cast<double>(batch.commands));
    impl_->commit_seconds.Observe(Seconds(batch.took).count());
}

std::string Metrics::text(const std::vector<hub::MonthStatus>& months, const std::vector<PluginHealth>& plugins) const {
    std::vector<MetricFamily> families = impl_->registry.Collect();
    std::erase_if(families, [](const MetricFamily& each) { return each.metric.empty(); });
    add_months(families, months);
    add_plugins(families, plugins);
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace obolus::api
