// Carries out a plugin's `http` effect without the network: the request that it stands for, with the secrets that the
// plugin may name but not see, and the trigger that it gets back, without the tokens that the answer held.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "http/client.hpp"
#include "oauth/platforms.hpp"

namespace obolus::oauth {

/// What the hub holds for a flow: "$code", "$code_verifier", "$redirect_uri", "$client_id", and what was captured.
using Slots = std::map<std::string, std::string>;

/// `pkce`: the verifier goes along with every code, whether the plugin thought of it or not (RFC 7636). Allowed hosts
/// are the operator's alone; body cap and time-out are left to the caller, and so is a DPoP proof. A client assertion
/// is for the effect's issuer, or else for the very URL that it goes to. Errors: token_refused (no code to send),
/// lookup_unsupported (no app token configured), plugin_unavailable (the effect is nonsense).
base::Result<http::ClientRequest> build_request(const boost::json::object& effect, const Slots& slots,
                                                const ProviderOptions& provider, bool pkce, base::Time now);

/// Whether the effect's request carries a proof (RFC 9449), and for which access token ("" at a token endpoint).
std::optional<std::string> dpop_token(const boost::json::object& effect, const Slots& slots);
/// The nonce that a server wants in the proof (RFC 9449, sections 8 and 9); nothing when it was refused or answered
/// otherwise.
std::optional<std::string> wanted_dpop_nonce(const http::ClientResponse& response);

/// The answer of a token endpoint must be a success of RFC 6749, 5.1: a 2xx JSON object without "error" (some answer
/// errors with 200), with an access token of `type`: "bearer", or "DPoP" where a proof was sent. Errors: token_refused,
/// platform_unavailable.
base::Result<void> check_token_response(const http::ClientResponse& response, std::string_view type);

/// Text of the ID token at the effect's pointer. Error: id_token_invalid.
base::Result<std::string> find_id_token(const boost::json::object& effect, const http::ClientResponse& response);

/// Moves what the effect captures into `slots` and returns the trigger: status, headers (without Set-Cookie), and the
/// body with each captured token, every token of a token response, and every secret of the flow and the entry that a
/// platform repeats, replaced by "[captured]".
base::Result<boost::json::object> read_answer(const boost::json::object& effect, const http::ClientResponse& response,
                                              const ProviderOptions& provider, Slots& slots);

/// Logs what a plugin did wrong; plugin_unavailable.
std::error_code plugin_nonsense(std::string_view why);

}  // namespace obolus::oauth
