// Hands the operator's settings on to the folders that they concern.
#pragma once

#include <string>

#include "app/keys.hpp"
#include "http/server.hpp"
#include "hub/hub.hpp"
#include "oauth/platforms.hpp"
#include "plugin_host/host.hpp"
#include "settings/options.hpp"

namespace obolus::app {

hub::Rules to_rules(const settings::Settings& settings, const Keys& keys);
hub::HubOptions to_hub_options(const settings::Settings& settings);
http::ServerOptions to_server_options(const settings::Settings& settings);
/// Unless the settings name them: the worker beside the program, plugins in ../plugins from there.
plugin_host::HostOptions to_host_options(const settings::Settings& settings);
oauth::Options to_oauth_options(const settings::Settings& settings, const Keys& keys);
oauth::ProviderOptions to_provider_options(const settings::ProviderSettings& provider);

/// The system's clock, as the hub counts time.
base::Time now();

}  // namespace obolus::app
