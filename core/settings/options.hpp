// What the operator decided, typed: the whole of the YAML file with its defaults. Plain values; app hands them on to
// the folders that they concern. Every default here is written down in config/obolus.yaml, and a test compares the two.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "identity/identity.hpp"
#include "money/amount.hpp"

namespace obolus::settings {

struct HubSettings {
    std::string id = "obolus";    ///< part of every id that leaves the hub; never changed once money has moved
    std::string name = "Obolus";  ///< shown on the pages
    std::string public_url = "http://localhost:8080";  ///< scheme, host and port as browsers see them, without a path
    money::Currency currency = money::euro();
    std::string time_zone = "UTC";  ///< IANA name; known (month_starts() answers for it)
    std::vector<identity::Key> operators;
    identity::Key leftovers_to;  ///< who gets what comes back to somebody who left (rule 20); empty: it waits
    std::string source_url;      ///< where this hub's very source is offered (AGPL, section 13); "": no link
};

struct HttpSettings {
    std::string listen_host = "127.0.0.1";
    std::uint16_t listen_port = 8080;
    std::vector<std::string> trusted_proxies;  ///< addresses whose X-Forwarded-For is believed
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t body_bytes_max = 64 * 1024;
    std::size_t connections_max = 10'000;
    std::chrono::seconds read_timeout{15};
    std::chrono::seconds idle_timeout{60};
    std::chrono::seconds write_timeout{15};
    std::chrono::seconds drain_timeout{10};
};

/// How many requests one caller may send; 0: as many as it likes.
struct ApiSettings {
    std::int64_t requests_per_minute = 600;            ///< of each session and each token
    std::int64_t strangers_requests_per_minute = 120;  ///< of each address without either
};

struct StoreSettings {
    /// "sqlite:" and an absolute path (default: var/obolus.db beside the file), or "postgresql:" and what libpq takes.
    std::string database;
    /// Where the last published checkpoint is kept; beside the SQLite file, or beside the key file, when not set.
    std::string checkpoint_file;
    std::size_t queue_max = 20'000;
    std::size_t batch_max = 1'000;
    std::size_t readers = 2;
    std::size_t cache_mib = 64;
};

struct SessionSettings {
    std::chrono::seconds ttl{std::chrono::days{30}};
    std::chrono::seconds sign_in_ttl{600};
    std::chrono::seconds recent{900};  ///< how long a proof of identity is good for linking, payouts and leaving
};

struct LookupSettings {
    std::chrono::seconds ttl{3600};
    std::size_t remembered_max = 100'000;
    std::chrono::seconds unknown_ttl{60};
    int per_minute_max = 600;
    int instance_per_minute_max = 120;
    std::chrono::seconds pause_max{15 * 60};
    int failures_max = 5;
    std::chrono::seconds rest{30};
};

struct PluginSettings {
    std::string directory;  ///< absolute; "": ../plugins from the program
    std::string worker;     ///< absolute; "": beside the program
    std::chrono::milliseconds step_cpu{200};
    std::chrono::milliseconds step_wall{2'000};
    std::size_t memory_bytes_max = 64U << 20U;
};

struct AllowHost {
    std::string host;     ///< "api.x.com" or "127.0.0.1:8081"
    bool inside = false;  ///< may be on a loopback or private address and speak plain http
};

/// One entry under `providers`: a platform, and the plugin that speaks its language.
struct ProviderSettings {
    std::string name;
    std::string plugin;  ///< a name in the plugin directory, or an absolute path
    std::string display_name;
    std::string client_id;
    std::string client_secret;  ///< from the file, the environment or a file of its own
    std::string client_key;     ///< private JWK, for platforms that take no secret
    std::string app_token;
    std::map<std::string, std::string> endpoints;
    std::string settings_json = "{}";  ///< the entry's `settings` as a JSON object
    std::vector<AllowHost> allow_hosts;
};

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { text, json };

struct LogSettings {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
};

struct Settings {
    HubSettings hub;
    HttpSettings http;
    ApiSettings api;
    StoreSettings store;
    std::string metrics_token;  ///< who sends it may read GET /metrics; "": programs of this machine alone
    std::string key_file;       ///< absolute; default: var/obolus.key beside the file
    SessionSettings sessions;
    LookupSettings lookups;
    std::chrono::days escrow_ttl{180};
    std::chrono::days by_handle_wait{14};  ///< rule 15
    std::chrono::days id_change_wait{14};  ///< rule 22
    std::uint32_t fee_ppm = 0;             ///< of money that reaches revenue, in millionths (rule 18)
    bool reciprocity = false;              ///< rule 19
    std::chrono::seconds jobs_every{30};   ///< between two rounds of what time triggers
    bool test_rail = false;
    bool movable_clock = false;
    PluginSettings plugins;
    std::vector<ProviderSettings> providers;  ///< in the file's order
    LogSettings log;
};

}  // namespace obolus::settings
