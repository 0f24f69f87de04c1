#include "app/wiring.hpp"

#include <filesystem>

#include "settings/time_zone.hpp"

namespace obolus::app {

namespace {

constexpr base::Month first_month{2020 * 12};
constexpr base::Month last_month{2100 * 12 + 11};

giving::Calendar calendar_of(const std::string& zone) {
    if (zone == "UTC") return {};
    auto starts = settings::month_starts(zone, first_month, last_month);
    return starts ? giving::Calendar(first_month, std::move(*starts)) : giving::Calendar();
}

std::filesystem::path program_folder() { return std::filesystem::read_symlink("/proc/self/exe").parent_path(); }

}  // namespace

base::Time now() { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); }

hub::Rules to_rules(const settings::Settings& settings, const Keys& keys) {
    hub::Rules rules;
    rules.hub_id = settings.hub.id;
    rules.currency = settings.hub.currency;
    rules.calendar = calendar_of(settings.hub.time_zone);
    rules.escrow_ttl = settings.escrow_ttl;
    rules.session_ttl = settings.sessions.ttl;
    rules.operators = settings.hub.operators;
    rules.test_rail = settings.test_rail;
    rules.movable_clock = settings.movable_clock;
    rules.recent_sign_in = settings.sessions.recent;
    rules.by_handle_wait = settings.by_handle_wait;
    rules.id_change_wait = settings.id_change_wait;
    rules.fee_ppm = settings.fee_ppm;
    rules.reciprocity = settings.reciprocity;
    rules.leftovers_to = settings.hub.leftovers_to;
    rules.opt_out_key = keys.opt_out;
    rules.key_fingerprint = keys.fingerprint;
    return rules;
}

hub::HubOptions to_hub_options(const settings::Settings& settings) {
    hub::HubOptions options;
    options.database = settings.store.database;
    options.queue_max = settings.store.queue_max;
    options.batch_max = settings.store.batch_max;
    options.readers = settings.store.readers;
    options.cache_mib = settings.store.cache_mib;
    options.checkpoint_file = settings.store.checkpoint_file;
    return options;
}

http::ServerOptions to_server_options(const settings::Settings& settings) {
    http::ServerOptions options;
    options.listen_host = settings.http.listen_host;
    options.listen_port = settings.http.listen_port;
    options.trusted_proxies = settings.http.trusted_proxies;
    options.header_bytes_max = settings.http.header_bytes_max;
    options.body_bytes_max = settings.http.body_bytes_max;
    options.connections_max = settings.http.connections_max;
    options.read_timeout = settings.http.read_timeout;
    options.idle_timeout = settings.http.idle_timeout;
    options.write_timeout = settings.http.write_timeout;
    options.drain_timeout = settings.http.drain_timeout;
    return options;
}

plugin_host::HostOptions to_host_options(const settings::Settings& settings) {
    plugin_host::HostOptions options;
    const auto& plugins = settings.plugins;
    options.worker_path =
        plugins.worker.empty() ? (program_folder() / "obolus-plugin-worker").string() : plugins.worker;
    options.plugin_directory =
        plugins.directory.empty() ? (program_folder().parent_path() / "plugins").string() : plugins.directory;
    options.step_cpu = plugins.step_cpu;
    options.step_wall = plugins.step_wall;
    options.memory_bytes_max = plugins.memory_bytes_max;
    return options;
}

oauth::Options to_oauth_options(const settings::Settings& settings, const Keys& keys) {
    oauth::Options options;
    options.public_url = settings.hub.public_url;
    options.seal_key = keys.seal;
    options.sign_in_ttl = settings.sessions.sign_in_ttl;
    options.lookup_ttl = settings.lookups.ttl;
    options.lookups_remembered_max = settings.lookups.remembered_max;
    options.unknown_ttl = settings.lookups.unknown_ttl;
    options.lookup_limits = {settings.lookups.per_minute_max, settings.lookups.instance_per_minute_max,
                             settings.lookups.failures_max, settings.lookups.rest};
    options.lookup_pause_max = settings.lookups.pause_max;
    return options;
}

oauth::ProviderOptions to_provider_options(const settings::ProviderSettings& provider) {
    oauth::ProviderOptions options;
    options.name = provider.name;
    options.plugin = provider.plugin;
    options.display_name = provider.display_name;
    options.client_id = provider.client_id;
    options.client_secret = provider.client_secret;
    options.client_key = provider.client_key;
    options.app_token = provider.app_token;
    options.endpoints = provider.endpoints;
    options.settings_json = provider.settings_json;
    for (const auto& host : provider.allow_hosts)
        options.allow_hosts.push_back({host.host, host.inside});
    return options;
}

}  // namespace obolus::app
