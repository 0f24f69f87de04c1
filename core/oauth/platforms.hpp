// Drives the plugins of all provider entries: signs people in, and resolves what a giver typed to an identity and a
// thing.
//
// It keeps nothing durable: a sign-in under way is a sealed value that the browser holds in a cookie, and its single
// use is a verb's business (hub::consume_sign_in). Who calls it: api, web and jobs, on the io_context's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"
#include "base/time.hpp"
#include "http/client.hpp"
#include "http/message.hpp"
#include "identity/identity.hpp"
#include "oauth/lookup_limits.hpp"
#include "oauth/plugins.hpp"
#include "plugin_host/host.hpp"

namespace obolus::oauth {

enum class Refusal {
    provider_unknown = 1,        ///< no such entry in the config
    sign_in_state_missing,       ///< the callback has no state, or the browser has no sign-in under way
    sign_in_state_mismatch,      ///< another browser's, another provider's, or a forged state
    sign_in_expired,             ///< older than 10 minutes
    sign_in_parameter_repeated,  ///< duplicate code, state or iss
    sign_in_denied,              ///< the person said no at the platform
    issuer_mismatch,      ///< the answer came from another issuer than the request went to, or `iss` is absent though
                          ///< promised
    token_refused,        ///< the platform refused the code, or its token answer breaks RFC 6749
    id_token_invalid,     ///< signature, algorithm, aud, azp, iss, exp, nbf, iat, nonce or crit
    identity_invalid,     ///< the platform or plugin named nobody, or an id that can't be one
    text_not_understood,  ///< what was typed is nobody's handle, profile or post
    account_unknown,      ///< the platform knows no such account
    thing_unknown,        ///< the platform knows no such post, photo, ...
    owner_unknown,        ///< the thing exists, but nobody can be named as its owner
    rate_limited,         ///< the platform asks to wait
    lookup_unsupported    ///< this platform can't resolve handles
};
std::error_code make_error_code(Refusal refusal) noexcept;

/// One entry under `providers:` of the config.
struct ProviderOptions {
    std::string name;          ///< "demo"
    std::string plugin;        ///< "twitter", "generic", or a path
    std::string display_name;  ///< "Demo platform"; default: the manifest's
    std::string client_id;
    std::string client_secret;  ///< "" for public clients
    std::string client_key;     ///< private JWK for client assertions (private_key_jwt); "" when none
    std::string app_token;      ///< bearer token for lookups; "" when none
    std::map<std::string, std::string>
        endpoints;                               ///< overrides, by the plugin's names: "authorize", "token", "api", ...
    std::string settings_json = "{}";            ///< the entry's `settings:` as a JSON object, for the plugin
    std::vector<http::AllowedHost> allow_hosts;  ///< all that is ever asked, with or without secrets
    std::vector<std::string> id_token_algorithms{"RS256", "PS256", "ES256"};  ///< signatures by public keys only
};

struct Options {
    std::string
        public_url;  ///< "http://localhost:8080": redirect_uri is public_url + "/callback/" + provider, never from Host
    std::string seal_key;  ///< 32 raw bytes
    std::chrono::seconds sign_in_ttl{600};
    std::chrono::seconds lookup_ttl{3600};  ///< how long a resolved handle is remembered in memory
    std::size_t lookups_remembered_max = 100'000;
    std::chrono::seconds unknown_ttl{60};  ///< the same of "there is no such account"; at most lookup_ttl
    LookupRates lookup_limits{};
    std::chrono::seconds lookup_pause_max{15 * 60};  ///< a platform's Retry-After counts up to this
};

struct ProviderInfo {
    std::string name;
    std::string display_name;
    plugin_host::Manifest manifest;
    bool quarantined = false;  ///< out of service: its plugin has named another provider's account
};

/// What start_sign_in hands to the page: send the browser to `redirect_url` and keep `sealed` in its cookie.
struct StartedSignIn {
    std::string redirect_url;
    std::string sealed;
};

/// A callback that has passed all checks that need no network. `flow_id` must be consumed (once) before finish_sign_in.
struct CallbackSignIn {
    std::string provider;
    std::string flow_id;
    base::Time expires_at;
    std::string return_to;  ///< local path given at the start
    std::string opaque;     ///< the rest, for finish_sign_in
};

/// What a giver's text stands for. Where a platform can't say whose a handle is, but accounts there are claimed by
/// handle (the manifest's claim_by), the owner's key is identity::by_handle of its canonical form (rule 15).
struct Resolved {
    identity::ExternalIdentity owner;
    std::string thing_key;  ///< "demo:1001" (the account itself) or "demo:post:179..."
    std::string thing_url;
    std::string thing_title;
};

class Platforms {
   public:
    using Clock = std::function<base::Time()>;
    Platforms(plugin_host::Host& host, http::Client& client, Options options, Clock clock);
    /// The same with another door to the plugins (oauth/plugins.hpp). Create it before other threads start.
    Platforms(Plugins plugins, http::Client& client, Options options, Clock clock);
    ~Platforms();

    /// Loads the entry's plugin. Blocks (start-up only). On error `problem` is a sentence for the operator.
    base::Result<void> add(ProviderOptions provider, std::string& problem);
    std::vector<ProviderInfo> providers() const;

    /// `return_to` is a checked local path. Errors: provider_unknown, faults.
    boost::asio::awaitable<base::Result<StartedSignIn>> start_sign_in(std::string provider, std::string instance,
                                                                      std::string return_to);

    /// Checks the callback against the browser's sealed value: state, provider, age, repeated parameters, iss. No
    /// network. A denial (error=access_denied) passes too: it is finish_sign_in that says sign_in_denied, after the
    /// state was consumed.
    base::Result<CallbackSignIn> open_callback(std::string_view provider, std::string_view sealed,
                                               const http::Fields& query) const;

    /// Exchanges the code and asks who it is. At least one identity on success; all of this provider. The tokens are
    /// forgotten, and revoked at the platform if its plugin knows how; nobody waits for that.
    boost::asio::awaitable<base::Result<std::vector<identity::ExternalIdentity>>> finish_sign_in(
        CallbackSignIn callback);

    /// "@ada", "ada", "demo:ada", "demo:1001", a profile URL or a post's URL -> who gets it and what for. `provider`
    /// may be "": then the text alone decides, or the only provider that understands it; ambiguous text is
    /// text_not_understood.
    boost::asio::awaitable<base::Result<Resolved>> resolve(std::string text, std::string provider);

   private:
    struct Impl;
    std::shared_ptr<Impl> impl_;  // also a revocation's that is under way
};

}  // namespace obolus::oauth

template <>
struct std::is_error_code_enum<obolus::oauth::Refusal> : std::true_type {};
