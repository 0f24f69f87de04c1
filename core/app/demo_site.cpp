#include "app/demo_site.hpp"

#include <algorithm>
#include <optional>

#include "app/wiring.hpp"
#include "demo_platform/platform.hpp"
#include "http/client.hpp"

namespace obolus::app {

struct DemoSite::Impl {
    boost::asio::io_context& context;
    const settings::Settings settings;
    std::string provider;
    std::string url;
    std::optional<http::Server> server;
};

DemoSite::DemoSite(boost::asio::io_context& context, const settings::Settings& settings, const std::string& provider)
    : impl_(std::make_unique<Impl>(Impl{context, settings, provider, {}, std::nullopt})) {}
DemoSite::~DemoSite() = default;

base::Result<void> DemoSite::start(std::string& problem) {
    const auto& entries = impl_->settings.providers;
    const auto entry =
        std::find_if(entries.begin(), entries.end(), [&](const auto& each) { return each.name == impl_->provider; });
    if (entry == entries.end()) {
        problem = "The settings have no provider \"" + impl_->provider + "\"; config/demo.yaml shows one.";
        return make_error_code(oauth::Refusal::provider_unknown);
    }
    const auto api = entry->endpoints.find("api");
    const auto place = api == entry->endpoints.end() ? http::parse_url("") : http::parse_url(api->second);
    if (!place || place.value().scheme != "http") {
        problem = "providers." + impl_->provider +
                  ".endpoints.api must be the http address where the demo platform is to listen, "
                  "such as http://127.0.0.1:8081.";
        return make_error_code(http::Refusal::url_malformed);
    }
    impl_->url = api->second;
    demo_platform::Options options{entry->client_id,
                                   entry->client_secret,
                                   {impl_->settings.hub.public_url + "/callback/" + impl_->provider},
                                   entry->app_token,
                                   impl_->settings.hub.name};
    http::ServerOptions listen;
    listen.listen_host = place.value().host;
    listen.listen_port = place.value().port;
    impl_->server.emplace(impl_->context, listen, demo_platform::make_router(std::move(options), &now));
    return impl_->server->start(problem);
}

const std::string& DemoSite::url() const noexcept { return impl_->url; }

void DemoSite::stop(std::function<void()> done) { impl_->server->stop(std::move(done)); }

}  // namespace obolus::app
