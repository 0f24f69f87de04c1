// Drives one flow of a plugin (docs/reference/plugin-messages.md): asks it for the next effect, carries the effect out,
// and steps it again with the result, until it redirects the person, is done or fails. Runs on the io_context's thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "base/time.hpp"
#include "http/client.hpp"
#include "oauth/http_effect.hpp"
#include "oauth/key_store.hpp"
#include "oauth/platforms.hpp"
#include "oauth/plugins.hpp"
#include "oauth/signing_key.hpp"

namespace obolus::oauth {

/// A provider entry whose plugin is loaded.
struct Provider {
    ProviderOptions options;
    plugin_host::Manifest manifest;
    boost::json::object config;  ///< settings and endpoints, for the plugin; no secrets
    bool pkce = true;            ///< false by the declared quirk "no_pkce" alone
};

/// What all flows share.
struct FlowTools {
    const Plugins& plugins;
    http::Client& client;
    KeyStore& keys;
    const std::function<base::Time()>& clock;
};

/// Limits of one flow, from its start or its callback to its end.
struct FlowLimits {
    int effects_max = 16;
    std::size_t body_bytes_max = 256 * 1024;
    std::chrono::seconds time{30};
    std::chrono::seconds revoke_time{5};  ///< nobody waits for it but a hub that is to stop
};

/// How a flow ended well: with "redirect_user" or "done".
struct FlowEnd {
    boost::json::object effect;
    boost::json::value state;
    bool heard =
        false;  ///< a platform's server has answered 2xx or signed an ID token: what the plugin says has a source
};

class Flow {
   public:
    /// All references must outlive the flow. `kind`: "login", "lookup", "thing_owner" or "revoke".
    Flow(FlowTools tools, const Provider& provider, std::string kind, std::string instance);

    Slots slots;
    std::string nonce;   ///< what an ID token must carry
    std::string issuer;  ///< whom the browser was sent to: an ID token of another is refused; "" when unknown
    std::optional<std::chrono::seconds> retry_after;  ///< what the platform asked for, when rate_limited
    bool unsupported = false;                         ///< the plugin said that this platform has no such thing
    bool by_handle = false;                           ///< ... and that it shows a handle at every login

    /// Errors: what `fail` means for this kind of flow (sign_in_denied, account_unknown, ...), token_refused,
    /// id_token_invalid, issuer_mismatch, faults. timed_out also for a flow that takes more effects or bytes than it
    /// may.
    boost::asio::awaitable<base::Result<FlowEnd>> run(boost::json::object trigger, boost::json::value state);

   private:
    boost::asio::awaitable<base::Result<boost::json::object>> step(boost::json::object trigger,
                                                                   boost::json::value state);
    boost::asio::awaitable<base::Result<boost::json::object>> ask(boost::json::object effect);
    boost::asio::awaitable<base::Result<http::ClientResponse>> send(boost::json::object effect,
                                                                    std::optional<std::string> proven_token);
    boost::asio::awaitable<base::Result<boost::json::object>> verify(boost::json::object effect,
                                                                     http::ClientResponse response);
    boost::asio::awaitable<base::Result<void>> wait(boost::json::object effect);
    std::error_code no_answer(const std::error_code& error) const;
    bool is_about_another(const boost::json::object& effect, const http::ClientResponse& response) const;
    std::error_code failure(const boost::json::object& effect);
    std::chrono::milliseconds time_left() const;

    FlowTools tools_;
    const Provider& provider_;
    std::string kind_;
    std::string instance_;
    FlowLimits limits_;
    std::chrono::steady_clock::time_point deadline_;
    std::size_t body_bytes_ = 0;
    bool heard_ = false;
    std::optional<SigningKey> dpop_key_;  // of this flow alone; its tokens end with it
    std::string subject_;                 // of the ID token that was verified in this flow
};

}  // namespace obolus::oauth
