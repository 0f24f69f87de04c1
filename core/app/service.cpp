#include "app/service.hpp"

#include <optional>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "api/routes.hpp"
#include "api/watch.hpp"
#include "app/publisher.hpp"
#include "app/wiring.hpp"
#include "http/client.hpp"
#include "hub/session_cache.hpp"
#include "jobs/clockwork.hpp"
#include "web/routes.hpp"

namespace obolus::app {

/// In the order in which each needs the one before: destroyed the other way round.
struct Service::Impl {
    Impl(boost::asio::io_context& io, settings::Settings given, Keys derived, ServiceOptions chosen)
        : context(io), settings(std::move(given)), keys(std::move(derived)), options(chosen) {}

    boost::asio::io_context& context;
    settings::Settings settings;
    Keys keys;
    ServiceOptions options;
    hub::SessionCache sessions;
    api::Metrics metrics{OBOLUS_VERSION};
    std::unique_ptr<hub::Hub> hub;
    std::optional<Publisher> publisher;
    std::optional<plugin_host::Host> plugins;
    std::optional<http::Client> client;
    std::optional<oauth::Platforms> platforms;
    std::optional<http::Server> server;
    std::optional<jobs::Clockwork> clockwork;

    base::Result<void> open_hub(std::string& problem) {
        const auto deliver = [this](std::function<void()> answers) { boost::asio::post(context, std::move(answers)); };
        hub::HubOptions opening = to_hub_options(settings);
        opening.on_batch = [this](const hub::BatchReport& batch) { metrics.count(batch); };
        auto opened = hub::Hub::open(std::move(opening), to_rules(settings, keys), &now, deliver, problem);
        if (!opened) return opened.error();
        hub = std::move(opened).value();
        publisher.emplace(*hub, settings.store.checkpoint_file);
        return publisher->start(problem);
    }
    base::Result<void> load_providers(std::string& problem) {
        plugins.emplace(context, to_host_options(settings));
        client.emplace(context);
        platforms.emplace(*plugins, *client, to_oauth_options(settings, keys), &now);
        for (const settings::ProviderSettings& provider : settings.providers) {
            if (auto added = platforms->add(to_provider_options(provider), problem); !added) return added;
            spdlog::info("provider {}: plugin {}", provider.name, provider.plugin);
        }
        return base::success();
    }
    std::vector<api::PluginHealth> plugin_health() const {
        std::vector<api::PluginHealth> all;
        for (const settings::ProviderSettings& provider : settings.providers) {
            const auto health = plugins->health(provider.name);
            all.push_back({provider.name, health.pid != 0, health.restarts, health.refused, health.quarantined});
        }
        return all;
    }
    base::Result<void> listen(std::string& problem) {
        http::Router router;
        const web::Options for_pages{settings.hub.public_url, keys.csrf, settings.hub.name, OBOLUS_VERSION,
                                     settings.hub.source_url};
        api::add_routes(router, *hub, *platforms, sessions,
                        {settings.hub.public_url, keys.csrf, settings.hub.name, options.bench_route, OBOLUS_VERSION,
                         settings.hub.source_url, settings.api.requests_per_minute,
                         settings.api.strangers_requests_per_minute, [this] { return publisher->latest(); }});
        api::add_watch_routes(router, *hub, metrics, {settings.metrics_token, [this] { return plugin_health(); }});
        web::add_routes(router, *hub, *platforms, sessions, for_pages);
        const auto is_api = [](const http::Request& request) { return request.path.starts_with("/v1/"); };
        const web::ErrorPages pages(*hub, *platforms, sessions, for_pages);
        router.on_no_route([is_api, pages](const http::Request& request, const std::string& allow) {
            return is_api(request) ? api::answer_no_route(request, allow) : pages.no_route(request, allow);
        });
        router.on_failure([is_api, pages](const http::Request& request, int status) {
            return is_api(request) ? api::answer_failure(request, status) : pages.failure(request, status);
        });
        server.emplace(context, to_server_options(settings), std::move(router));
        return server->start(problem);
    }
};

Service::Service(boost::asio::io_context& context, settings::Settings settings, Keys keys, ServiceOptions options)
    : impl_(std::make_unique<Impl>(context, std::move(settings), std::move(keys), options)) {}
Service::~Service() = default;

base::Result<void> Service::start(std::string& problem) {
    if (auto opened = impl_->open_hub(problem); !opened) return opened;
    if (auto loaded = impl_->load_providers(problem); !loaded) return loaded;
    if (auto listening = impl_->listen(problem); !listening) return listening;
    impl_->clockwork.emplace(impl_->context, *impl_->hub, jobs::Options{impl_->settings.jobs_every});
    impl_->clockwork->start();
    return base::success();
}

std::uint16_t Service::port() const noexcept { return impl_->server->port(); }

void Service::stop(std::function<void()> done) {
    impl_->server->stop([this, done = std::move(done)] { impl_->clockwork->stop(done); });
}

}  // namespace obolus::app
