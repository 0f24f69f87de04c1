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
#include "oauth/lookup_limits.hpp"
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
          lookups(options.lookups_remembered_max),
          limits(options.lookup_limits) {}

    Plugins plugins;
    http::Client& client;
    Options options;
    Clock clock;
    KeyStore keys;
    std::map<std::string, Provider, std::less<>> providers;
    LookupCache lookups;
    std::unordered_map<std::string, std::shared_ptr<Flight>> flights;
    LookupLimits limits;

    const Provider* find(std::string_view name) const;
    FlowTools tools() { return {plugins, client, keys, clock}; }

    // resolve.cpp; `self` outlives them.
    static boost::asio::awaitable<base::Result<boost::json::value>> normalize(Impl* self, std::string entry,
                                                                              std::string text);
    static boost::asio::awaitable<base::Result<Resolved>> look_up(Impl* self, const Provider* provider,
                                                                  boost::json::object subject);
    static boost::asio::awaitable<base::Result<Resolved>> look_up_once(Impl* self, const Provider* provider,
                                                                       boost::json::object subject, std::string key);
    static boost::asio::awaitable<base::Result<Resolved>> land(Impl* self, const Provider* provider,
                                                               boost::json::object subject, std::string key);
    void remember(const Provider& provider, const std::string& instance, const std::string& key,
                  const base::Result<Resolved>& answer, std::optional<std::chrono::seconds> retry_after);

    // sign_in.cpp; `self` is kept until the platform has answered.
    static boost::asio::awaitable<void> revoke(std::shared_ptr<Impl> self, const Provider* provider,
                                               std::string instance, Slots slots, boost::json::value state);
    static boost::asio::awaitable<void> add_handle_keys(Impl* self, const Provider* provider,
                                                        std::vector<identity::ExternalIdentity>* identities);
};

/// Whether the plugin of this entry says it has such a flow.
bool has_flow(const Provider& provider, std::string_view flow);
/// Whether accounts of this platform are recognised by their handle where nothing better is known.
bool is_claimed_by_handle(const Provider& provider);

}  // namespace obolus::oauth
