// Loads identity-platform plugins: each provider entry's shared library runs in a sandboxed worker process of its own.
// The hub never maps a plugin into itself, never waits for one without a deadline, and trusts nothing that one says: a
// plugin can lie about its own entry's accounts, and that is all. Who calls it: core/oauth (step) and app (load, show).
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "base/result.hpp"

namespace boost::asio {
class io_context;
}

namespace obolus::plugin_host {

enum class Refusal {
    plugin_quarantined = 1  ///< the plugin has named another provider's account; out of service until the hub restarts
};
std::error_code make_error_code(Refusal refusal) noexcept;

/// What a plugin says of itself; taken once at load.
struct Manifest {
    std::string id;       ///< "twitter"
    std::string version;  ///< the plugin's own
    std::string display_name;
    std::vector<std::string> flows;           ///< "login", "lookup", "thing_owner", ...
    std::vector<std::string> hosts;           ///< hosts it asks for; the operator's allow_hosts confirms them
    std::vector<std::string> redirect_hosts;  ///< where it sends users
    std::string id_scope;                     ///< "global" | "instance" | "app"
    bool handles_recyclable = true;
    std::vector<std::string> claim_by;     ///< "id" | "handle" | "url" | "link_code"
    std::vector<std::string> quirks;       ///< "no_pkce", ...
    std::vector<std::string> credentials;  ///< what the operator must get from the platform: "client_id", ...
    boost::json::value config_schema;      ///< object: key -> {type, required, secret, description}
};

struct HostOptions {
    std::string worker_path;       ///< the obolus-plugin-worker executable
    std::string plugin_directory;  ///< where "twitter" is looked up as twitter.so
    std::chrono::milliseconds step_cpu{200};
    std::chrono::milliseconds step_wall{2'000};
    std::size_t memory_bytes_max = 64U << 20;
    std::size_t message_bytes_max = 1U << 20;
    std::size_t queue_max = 1024;                  ///< requests that wait for one entry's worker
    std::chrono::milliseconds restart_pause{100};  ///< before the second restart in a row; doubled for each further one
    std::chrono::milliseconds restart_pause_max{30'000};
    std::chrono::milliseconds steady_after{60'000};  ///< a worker that lived as long starts the count anew
};

/// One problem found while loading, as a sentence that says what to do.
struct LoadProblem {
    std::string entry;
    std::string message;
};

/// load and configure come first, from one thread; step and normalize may then be called from any. Destroy it on the
/// io_context's thread, or when that no longer runs; requests under way then end with Fault::shutting_down if it still
/// does.
class Host {
   public:
    Host(boost::asio::io_context& context, HostOptions options);
    ~Host();  ///< ends the workers by their pid and waits for them

    /// Starts a worker for provider entry `entry` with plugin `plugin` (a name in plugin_directory, or a path) and
    /// returns its manifest. Blocks (start-up only). Problems: the file is missing, isn't a plugin, speaks another ABI
    /// version, breaks the sandbox while loading, or has a bad manifest.
    base::Result<Manifest> load(const std::string& entry, const std::string& plugin, LoadProblem& problem);

    /// Tells the entry its config, {"settings": {}, "endpoints": {}, "instance": ""} without secrets: checked against
    /// the manifest's config_schema and, if the plugin has the flow check_config, by the plugin. From then on normalize
    /// and step pass it on. Blocks (start-up only); without a call the config is empty.
    base::Result<void> configure(const std::string& entry, boost::json::object config, LoadProblem& problem);

    /// One step, pure: `event` as in docs/reference/plugin-messages.md (the entry's config is filled in when it has
    /// none), the answer is {"effect": {...}, "state": ...}, already checked for size, depth, UTF-8 and shape.
    /// Fault::plugin_unavailable when the worker died, hung or talked nonsense; a dead one is restarted (after repeated
    /// crashes with a growing pause), and requests wait for it a moment. Fault::overloaded when too many wait.
    /// Fault::platform_unavailable when the event is larger than a message may be: the platform's answer was.
    /// Refusal::plugin_quarantined from the moment on at which an answer names an account of another provider entry
    /// than its own: whoever wrote that plugin means no good, so it isn't asked again. `done` is called once on the
    /// io_context's thread, never from within.
    void step(const std::string& entry, boost::json::object event,
              std::function<void(base::Result<boost::json::object>)> done);

    /// The plugin's canonical form of what a person typed ("@Ada", "https://x.com/ada/status/1"), as an object
    /// described in plugin-messages.md: {"kind": "handle"|"id"|"thing", ...}; null JSON when the text isn't one of its
    /// platform's.
    void normalize(const std::string& entry, const std::string& text,
                   std::function<void(base::Result<boost::json::value>)> done);

    struct Health {
        int restarts = 0;
        int refused = 0;  ///< answers that were not what plugin-messages.md describes
        bool backing_off = false;
        int pid = 0;               ///< 0 while there is none
        bool quarantined = false;  ///< answers everything with plugin_quarantined
        std::string last_end;      ///< why the last worker ended, for the operator; "" when none has
    };
    Health health(const std::string& entry) const;  ///< nothing of all that for an unknown entry

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::plugin_host

template <>
struct std::is_error_code_enum<obolus::plugin_host::Refusal> : std::true_type {};
