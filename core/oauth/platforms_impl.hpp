// What Platforms is made of; for this folder's sources only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include <boost/asio/steady_timer.hpp>

#include "oauth/flow.hpp"
#include "oauth/key_store.hpp"
#include "oauth/lookup_cache.hpp"
#include "oauth/platforms.hpp"

namespace obolus::oauth {

/// A lookup under way: whoever asks for the same waits for the timer's cancellation and takes the answer.
struct Flight {
    explicit Flight(boost::asio::any_io_executor executor) : landed(std::move(executor), std::chrono::minutes(1)) {}
    boost::asio::steady_timer landed;
    std::optional<base::Result<Resolved>> answer;
};

struct Platforms::Impl {
    Impl(Plugins doors, http::Client& http_client, Options chosen, Clock time)
        : plugins(std::move(doors)),
          client(http_client),
          options(std::move(chosen)),
          clock(std::move(time)),
          keys(http_client, clock),
          lookups(options.lookups_remembered_max) {}

    Plugins plugins;
    http::Client& client;
    Options options;
    Clock clock;
    KeyStore keys;
    std::map<std::string, Provider, std::less<>> providers;
    LookupCache lookups;
    std::unordered_map<std::string, std::shared_ptr<Flight>> flights;
    std::map<std::string, base::Time, std::less<>> paused_until;  ///< by provider: it asked to wait

    const Provider* find(std::string_view name) const;
    FlowTools tools() { return {plugins, client, keys, clock}; }

    // resolve.cpp; `self` outlives them.
    static boost::asio::awaitable<base::Result<boost::json::value>> normalize(Impl* self, std::string entry,
                                                                              std::string text);
    static boost::asio::awaitable<base::Result<Resolved>> look_up(Impl* self, const Provider* provider,
                                                                  boost::json::object subject);
    static boost::asio::awaitable<base::Result<Resolved>> look_up_once(Impl* self, const Provider* provider,
                                                                       boost::json::object subject, std::string key);
    void remember(const std::string& provider, const std::string& key, const base::Result<Resolved>& answer,
                  std::optional<std::chrono::seconds> retry_after);
};

/// Whether the plugin of this entry says it has such a flow.
bool has_flow(const Provider& provider, std::string_view flow);

}  // namespace obolus::oauth
