#include "settings/load.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

#include "settings/checks.hpp"
#include "settings/section.hpp"
#include "settings/time_zone.hpp"

namespace obolus::settings {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t seconds_max = 366 * 24 * 3600;
constexpr std::int64_t bytes_max = std::int64_t{1} << 40;
constexpr std::uintmax_t file_bytes_max = 1 << 20;
constexpr std::int64_t fee_ppm_max = 500'000;

std::string absolute(const fs::path& folder, const std::string& path) {
    return fs::absolute(folder / path).lexically_normal().string();
}

void read_path(Section& section, const std::string& key, const fs::path& folder, std::string& out) {
    section.text(key, [&](const std::string& value) -> std::string {
        if (value.empty()) return "is empty; write a path, or remove the key";
        out = absolute(folder, value);
        return {};
    });
}

void read_hub(Section hub, HubSettings& out) {
    hub.text("id", [&](const std::string& value) {
        out.id = value;
        return check_name(value);
    });
    hub.text("name", [&](const std::string& value) -> std::string {
        out.name = value;
        return value.empty() || value.size() > 80 ? "must have 1 to 80 characters" : "";
    });
    hub.text("public_url", [&](const std::string& value) {
        out.public_url = value;
        return check_public_url(value);
    });
    hub.text("currency", [&](const std::string& value) -> std::string {
        const auto currency = money::Currency::parse(value);
        if (!currency) return "is \"" + value + "\"; write an ISO 4217 code in capitals, such as EUR, USD or JPY";
        out.currency = currency.value();
        return {};
    });
    hub.text("time_zone", [&](const std::string& value) -> std::string {
        out.time_zone = value;
        if (month_starts(value, base::Month{2020 * 12}, base::Month{2020 * 12})) return {};
        return "is \"" + value +
               "\", which is no IANA time zone; write one such as UTC, Europe/Berlin or America/New_York";
    });
    hub.texts("operators", [&](const std::string& value) -> std::string {
        auto key = parse_identity(value);
        if (!key)
            return "is \"" + value +
                   "\"; write provider:id such as demo:1001 (the platform's stable id, not the handle)";
        out.operators.push_back(std::move(*key));
        return {};
    });
    hub.text("leftovers_to", [&](const std::string& value) -> std::string {
        if (value.empty()) return {};
        auto key = parse_identity(value);
        if (!key) return "is \"" + value + "\"; write provider:id such as demo:1001, or \"\" to let it wait";
        out.leftovers_to = std::move(*key);
        return {};
    });
    hub.text("source_url", [&](const std::string& value) {
        out.source_url = value;
        return check_source_url(value);
    });
    hub.finish();
}

void read_http(Section http, HttpSettings& out) {
    http.text("listen", [&](const std::string& value) -> std::string {
        auto listen = parse_listen(value);
        if (!listen) return "is \"" + value + "\"; write address:port, such as 127.0.0.1:8080 or [::1]:8080";
        out.listen_host = std::move(listen->host);
        out.listen_port = listen->port;
        return {};
    });
    http.texts("trusted_proxies", [&](const std::string& value) {
        out.trusted_proxies.push_back(value);
        return check_address(value);
    });
    http.count("header_bytes_max", out.header_bytes_max, 1024, 1 << 20);
    http.count("body_bytes_max", out.body_bytes_max, 1024, 1 << 26);
    http.count("connections_max", out.connections_max, 1, 1'000'000);
    http.duration("read_timeout_s", out.read_timeout, 1, 3600);
    http.duration("idle_timeout_s", out.idle_timeout, 1, 3600);
    http.duration("write_timeout_s", out.write_timeout, 1, 3600);
    http.duration("drain_timeout_s", out.drain_timeout, 0, 3600);
    http.finish();
}

void read_store(Section store, const fs::path& folder, StoreSettings& out) {
    store.text("database", [&](const std::string& value) -> std::string {
        if (std::string why = check_database(value); !why.empty()) return why;
        out.database = value.starts_with("sqlite:") ? "sqlite:" + absolute(folder, value.substr(7)) : value;
        return {};
    });
    store.text("checkpoint_file", [&](const std::string& value) -> std::string {
        if (!value.empty()) out.checkpoint_file = absolute(folder, value);
        return {};
    });
    store.count("queue_max", out.queue_max, 1, 10'000'000);
    store.count("batch_max", out.batch_max, 1, 100'000);
    store.count("readers", out.readers, 1, 64);
    store.count("cache_mib", out.cache_mib, 1, 1'000'000);
    store.finish();
}

/// Beside the database where that is a file: it is lost with it, and not restored with it.
std::string checkpoint_file_of(const Settings& settings) {
    const std::string& database = settings.store.database;
    return (database.starts_with("sqlite:") ? database.substr(database.find(':') + 1) : settings.key_file) +
           ".checkpoint";
}

void read_plugins(Section plugins, const fs::path& folder, PluginSettings& out) {
    read_path(plugins, "directory", folder, out.directory);
    read_path(plugins, "worker", folder, out.worker);
    plugins.duration("step_cpu_ms", out.step_cpu, 1, 60'000);
    plugins.duration("step_wall_ms", out.step_wall, 1, 60'000);
    plugins.count("memory_bytes_max", out.memory_bytes_max, 1 << 20, bytes_max);
    plugins.finish();
}

/// A secret stands in one of three places: `key`, the file that `key`_file names, the variable that `key`_env names.
void read_secret(Section& section, const std::string& key, const fs::path& folder, std::string& out) {
    int places = 0;
    const auto one_place = [&]() -> std::string {
        return ++places > 1
                   ? "is given in more than one way; keep one of " + key + ", " + key + "_file and " + key + "_env"
                   : "";
    };
    section.text(key, [&](const std::string& value) {
        out = value;
        return one_place();
    });
    section.text(key + "_file", [&](const std::string& value) -> std::string {
        const std::string path = absolute(folder, value);
        std::ifstream file(path, std::ios::binary);
        if (!file) return "names " + path + ", which can't be read; create it, or correct the path";
        std::error_code unknown;
        if ((fs::status(path, unknown).permissions() & fs::perms::others_all) != fs::perms::none)
            return "names " + path + ", which everybody on this machine may use; run: chmod o-rwx " + path;
        std::ostringstream content;
        content << file.rdbuf();
        out = content.str();
        while (!out.empty() && (out.back() == '\n' || out.back() == '\r'))
            out.pop_back();
        return out.empty() ? "names an empty file; write the secret into it" : one_place();
    });
    section.text(key + "_env", [&](const std::string& value) -> std::string {
        const char* content = std::getenv(value.c_str());
        if (content == nullptr || *content == '\0')
            return "names the environment variable " + value + ", which isn't set; set it";
        out = content;
        return one_place();
    });
}

void read_provider(const std::string& name, Section& section, const fs::path& folder,
                   std::vector<ProviderSettings>& all) {
    ProviderSettings out;
    out.name = name;
    if (const std::string why = check_name(name); !why.empty()) section.problem("", "the entry's name " + why);
    section.text("plugin", [&](const std::string& value) -> std::string {
        out.plugin = value.find('/') == std::string::npos ? value : absolute(folder, value);
        return {};
    });
    if (out.plugin.empty())
        section.problem("plugin", "is missing; name the plugin that speaks this platform's language, such as generic");
    section.text("display_name", out.display_name);
    section.text("client_id", out.client_id);
    if (out.client_id.empty())
        section.problem("client_id", "is missing; register this hub at the platform and paste the id it gives");
    read_secret(section, "client_secret", folder, out.client_secret);
    read_secret(section, "client_key", folder, out.client_key);
    read_secret(section, "app_token", folder, out.app_token);
    section.section("endpoints").each_text([&](const std::string& key, const std::string& url) {
        const bool web = url.starts_with("https://") || url.starts_with("http://");
        if (!web) section.problem("endpoints", key + " is \"" + url + "\"; write a URL that begins with https://");
        out.endpoints[key] = url;
    });
    section.each_item("allow_hosts", [&](Section& item) {
        AllowHost host;
        item.text("host", [&](const std::string& value) {
            host.host = value;
            return check_host(value);
        });
        if (host.host.empty()) item.problem("host", "is missing; write a host such as api.x.com");
        item.boolean("inside", host.inside);
        item.finish();
        out.allow_hosts.push_back(std::move(host));
    });
    if (const Node* raw = section.raw("settings")) {
        if (raw->kind != Node::Kind::map)
            section.problem("settings", "must be a section: it is handed to the plugin as an object");
        out.settings_json = to_json(*raw);
    }
    section.finish();
    all.push_back(std::move(out));
}

void read_log(Section log, LogSettings& out) {
    log.text("level", [&](const std::string& value) -> std::string {
        const std::vector<std::string> levels{"debug", "info", "warning", "error"};
        const auto at = std::find(levels.begin(), levels.end(), value);
        if (at == levels.end()) return "is \"" + value + "\"; write debug, info, warning or error";
        out.level = static_cast<LogLevel>(at - levels.begin());
        return {};
    });
    log.text("format", [&](const std::string& value) -> std::string {
        if (value != "text" && value != "json") return "is \"" + value + "\"; write text or json";
        out.format = value == "json" ? LogFormat::json : LogFormat::text;
        return {};
    });
    log.finish();
}

void read_lookups(Section lookups, LookupSettings& out) {
    lookups.duration("ttl_s", out.ttl, 0, seconds_max);
    lookups.duration("unknown_ttl_s", out.unknown_ttl, 0, seconds_max);
    lookups.count("remembered_max", out.remembered_max, 0, 100'000'000);
    lookups.count("per_minute_max", out.per_minute_max, 1, 1'000'000);
    lookups.count("instance_per_minute_max", out.instance_per_minute_max, 1, 1'000'000);
    lookups.duration("pause_max_s", out.pause_max, 1, 86'400);
    lookups.count("failures_max", out.failures_max, 1, 1'000);
    lookups.duration("rest_s", out.rest, 1, 3'600);
    lookups.finish();
}

/// Rules of the domain that are the operator's to choose (docs/domain.md).
void read_rules(Section& root, Settings& out) {
    Section sessions = root.section("sessions");
    sessions.duration("ttl_s", out.sessions.ttl, 60, seconds_max);
    sessions.duration("sign_in_ttl_s", out.sessions.sign_in_ttl, 30, 3600);
    sessions.duration("recent_s", out.sessions.recent, 60, 24 * 3600);
    sessions.finish();
    Section escrow = root.section("escrow");
    escrow.duration("ttl_days", out.escrow_ttl, 1, 3650);
    escrow.duration("by_handle_wait_days", out.by_handle_wait, 0, 365);
    escrow.finish();
    Section identities = root.section("identities");
    identities.duration("change_wait_days", out.id_change_wait, 1, 365);
    identities.finish();
    Section fee = root.section("fee");
    fee.count("revenue_ppm", out.fee_ppm, 0, fee_ppm_max);
    fee.finish();
    Section payouts = root.section("payouts");
    payouts.boolean("reciprocity", out.reciprocity);
    payouts.finish();
    Section rails = root.section("rails");
    Section test = rails.section("test");
    test.boolean("enabled", out.test_rail);
    test.finish();
    rails.finish();
    Section demo = root.section("demo");
    demo.boolean("movable_clock", out.movable_clock);
    demo.finish();
}

void read_all(Section& root, const fs::path& folder, Settings& out) {
    read_hub(root.section("hub"), out.hub);
    read_http(root.section("http"), out.http);
    Section api = root.section("api");
    const auto per_minute = [&api](const std::string& key, std::int64_t& limit) {
        api.integer(key, 0, 10'000'000, [&limit](std::int64_t value) { limit = value; });
    };
    per_minute("requests_per_minute", out.api.requests_per_minute);
    per_minute("strangers_requests_per_minute", out.api.strangers_requests_per_minute);
    api.finish();
    Section metrics = root.section("metrics");
    read_secret(metrics, "token", folder, out.metrics_token);
    metrics.finish();
    read_store(root.section("store"), folder, out.store);
    Section secrets = root.section("secrets");
    read_path(secrets, "key_file", folder, out.key_file);
    secrets.finish();
    read_rules(root, out);
    read_lookups(root.section("lookups"), out.lookups);
    Section jobs = root.section("jobs");
    jobs.duration("every_s", out.jobs_every, 1, 86'400);
    jobs.finish();
    read_plugins(root.section("plugins"), folder, out.plugins);
    root.section("providers").each_section([&](const std::string& name, Section& provider) {
        read_provider(name, provider, folder, out.providers);
    });
    read_log(root.section("log"), out.log);
    root.finish();
}

/// What holds between the sections.
void check_whole(Section& root, const Settings& settings) {
    std::vector<std::string> names;
    for (const ProviderSettings& provider : settings.providers)
        names.push_back(provider.name);
    const auto check_provider = [&](const std::string& key, const std::string& provider) {
        if (std::find(names.begin(), names.end(), provider) != names.end()) return;
        const std::string meant = nearest(provider, names);
        root.problem("hub",
                     key + " names the provider \"" + provider + "\", which has no entry under providers; " +
                         (meant.empty() ? "add one, or remove it from " + key : "did you mean \"" + meant + "\"?"));
    };
    for (const identity::Key& key : settings.hub.operators)
        check_provider("operators", key.provider);
    if (!settings.hub.leftovers_to.provider.empty()) check_provider("leftovers_to", settings.hub.leftovers_to.provider);
}

}  // namespace

std::string to_string(const std::string& file, const Problem& problem) {
    return file + (problem.line > 0 ? ":" + std::to_string(problem.line) : "") + ": " +
           (problem.key.empty() ? "the file" : problem.key) + " " + problem.message;
}

Loaded parse(std::string_view text, const fs::path& folder) {
    Settings out;
    out.store.database = "sqlite:" + absolute(folder, "var/obolus.db");
    out.key_file = absolute(folder, "var/obolus.key");

    Reading reading;
    const Node document = parse_document(text, reading.problems);
    if (document.kind != Node::Kind::map && document.kind != Node::Kind::null) {
        reading.problems.push_back(
            {document.line, "", "must consist of sections such as \"hub:\" with their keys below"});
    } else {
        Section root(document.kind == Node::Kind::map ? &document : nullptr, "", reading);
        read_all(root, folder, out);
        check_whole(root, out);
    }
    if (out.store.checkpoint_file.empty()) out.store.checkpoint_file = checkpoint_file_of(out);
    std::stable_sort(reading.problems.begin(), reading.problems.end(),
                     [](const Problem& left, const Problem& right) { return left.line < right.line; });
    return {std::move(out), std::move(reading.problems)};
}

std::vector<KnownKey> known_keys() {
    Reading reading;
    reading.describing = true;
    Section root(nullptr, "", reading);
    Settings ignored;
    read_all(root, "/", ignored);
    return reading.keys;
}

Loaded load(const fs::path& file) {
    const auto refuse = [](std::string message) {
        Loaded loaded;
        loaded.problems.push_back({0, "", std::move(message)});
        return loaded;
    };
    std::error_code error;
    if (!fs::exists(file, error)) return refuse("doesn't exist; name an existing one with --config");
    if (!fs::is_regular_file(file, error)) return refuse("isn't a regular file; name one with --config");
    if (fs::file_size(file, error) > file_bytes_max) return refuse("is larger than 1 MiB; is it the right one?");
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return refuse("can't be read; check its permissions");
    return parse(text.str(), fs::absolute(file).parent_path());
}

}  // namespace obolus::settings
