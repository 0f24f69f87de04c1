#include "oauth/platforms.hpp"
#include "oauth/plugins.hpp"

namespace obolus::oauth {

Plugins plugins_of(plugin_host::Host& host) {
    Plugins plugins;
    plugins.load = [&host](const std::string& entry, const std::string& plugin, const boost::json::object& config,
                           plugin_host::LoadProblem& problem) -> base::Result<plugin_host::Manifest> {
        BOOST_OUTCOME_TRY(auto manifest, host.load(entry, plugin, problem));
        BOOST_OUTCOME_TRY(host.configure(entry, config, problem));
        return manifest;
    };
    plugins.step = [&host](const std::string& entry, boost::json::object event,
                           Plugins::Done<boost::json::object> done) {
        host.step(entry, std::move(event), std::move(done));
    };
    plugins.normalize = [&host](const std::string& entry, const std::string& text,
                                Plugins::Done<boost::json::value> done) {
        host.normalize(entry, text, std::move(done));
    };
    plugins.is_quarantined = [&host](const std::string& entry) { return host.health(entry).quarantined; };
    return plugins;
}

Platforms::Platforms(plugin_host::Host& host, http::Client& client, Options options, Clock clock)
    : Platforms(plugins_of(host), client, std::move(options), std::move(clock)) {}

}  // namespace obolus::oauth
