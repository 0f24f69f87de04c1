#include "api/watch.hpp"

#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "api/problem.hpp"
#include "api/views.hpp"
#include "awaiting/hub.hpp"
#include "base/crypto.hpp"
#include "hub/ready.hpp"
#include "hub/refusals.hpp"

namespace obolus::api {

namespace {
using Clock = std::chrono::steady_clock;

struct Watch {
    hub::Hub& hub;
    Metrics& metrics;
    WatchOptions options;
    std::optional<http::Response> ready{};  ///< the latest answer
    Clock::time_point ready_until{};
};
using WatchPtr = std::shared_ptr<Watch>;
template <class T>
using Awaitable = boost::asio::awaitable<T>;

/// The scrape of a program on this machine. What came through a proxy says so, and may be anybody's.
bool is_local(const http::Request& request) {
    if (request.header("forwarded") || request.header("x-forwarded-for")) return false;
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(request.remote, error);
    if (error) return false;
    const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
    return mapped ? boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).is_loopback()
                  : address.is_loopback();
}

bool may_read_metrics(const WatchOptions& options, const http::Request& request) {
    if (options.metrics_token.empty()) return is_local(request);
    return base::equal_constant_time(request.header("authorization").value_or(""), "Bearer " + options.metrics_token);
}

boost::json::value word_for(const std::error_code& fault) {
    return fault ? boost::json::value(hub::describe(fault).name) : boost::json::value("ok");
}

boost::json::array quarantined(const WatchOptions& options) {
    boost::json::array names;
    if (!options.plugins) return names;
    for (const PluginHealth& plugin : options.plugins())
        if (plugin.quarantined) names.emplace_back(plugin.provider);
    return names;
}

Awaitable<http::Response> show_health(http::Request) {
    co_return http::text_response(200, "text/plain; charset=utf-8", "ok\n");
}

Awaitable<http::Response> show_ready(WatchPtr watch, http::Request) {
    if (watch->ready && Clock::now() < watch->ready_until) co_return *watch->ready;
    const std::chrono::milliseconds patience = watch->options.patience;
    const hub::CheckWriting command;
    const base::Result<hub::Works> writing =
        co_await awaiting::run_within(watch->hub, &hub::check_writing, command, patience);
    const hub::CheckReading question;
    const base::Result<hub::JournalEnd> reading =
        co_await awaiting::ask_within(watch->hub, &hub::check_reading, question, patience);
    const std::error_code written = writing ? std::error_code() : writing.error();
    const std::error_code read = reading ? std::error_code() : reading.error();
    const bool ready = !written && !read;
    constexpr int service_unavailable = 503;
    boost::json::object body{{"ready", ready}, {"writing", word_for(written)}, {"reading", word_for(read)}};
    // A platform out of service is for the operator to know; the hub serves the others.
    if (boost::json::array names = quarantined(watch->options); !names.empty()) body["quarantined"] = std::move(names);
    watch->ready = json_response(ready ? 200 : service_unavailable, std::move(body));
    watch->ready_until = Clock::now() + watch->options.remembered;
    co_return *watch->ready;
}

Awaitable<http::Response> show_metrics(WatchPtr watch, http::Request request) {
    if (!may_read_metrics(watch->options, request)) co_return problem_response(hub::RequestRefusal::metrics_private);
    const hub::ListMonths question;
    const base::Result<std::vector<hub::MonthStatus>> months =
        co_await awaiting::ask_within(watch->hub, &hub::list_months, question, watch->options.patience);
    const std::vector<PluginHealth> plugins =
        watch->options.plugins ? watch->options.plugins() : std::vector<PluginHealth>{};
    // Books that can't be read are no reason to hide the rest: it says why.
    std::string text = watch->metrics.text(months ? months.value() : std::vector<hub::MonthStatus>{}, plugins);
    http::Response response = http::text_response(200, "text/plain; version=0.0.4; charset=utf-8", std::move(text));
    response.headers.emplace_back("Cache-Control", "no-store");
    co_return response;
}
}  // namespace

void add_watch_routes(http::Router& router, hub::Hub& hub, Metrics& metrics, WatchOptions options) {
    const WatchPtr watch = std::make_shared<Watch>(Watch{hub, metrics, std::move(options)});
    router.add("GET", "/healthz", [](http::Request request) { return show_health(std::move(request)); });
    router.add("GET", "/readyz", [watch](http::Request request) { return show_ready(watch, std::move(request)); });
    router.add("GET", "/metrics", [watch](http::Request request) { return show_metrics(watch, std::move(request)); });
    router.on_answered([&metrics](const http::Answered& answered) { metrics.count(answered); });
}

}  // namespace obolus::api
