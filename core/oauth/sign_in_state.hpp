// A sign-in under way, as the browser carries it: sealed (AES-256-GCM) and bound to its provider, so that it opens for
// nobody else and for no other provider's callback.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "base/time.hpp"

namespace obolus::oauth {

struct SignInState {
    std::string provider;
    std::string instance;
    std::string flow_id;   ///< names this sign-in; consumed once
    std::string state;     ///< 256 bits, sent to the platform and back
    std::string verifier;  ///< of PKCE (RFC 7636)
    std::string nonce;     ///< of the ID token; "" without scope openid
    std::string issuer;    ///< what `iss` of the answer must be; "" when the platform sends none
    base::Time created_at;
    std::string return_to;
    boost::json::value plugin_state;
};

/// base64url. Refusal: plugin_unavailable when the plugin's state is too large for a cookie (4096 bytes with name and
/// attributes).
base::Result<std::string> seal_sign_in(std::string_view key, const SignInState& sign_in);
/// Nothing when forged, damaged, or sealed for another provider.
std::optional<SignInState> open_sign_in(std::string_view key, std::string_view provider, std::string_view sealed);

/// The code challenge of a verifier: base64url(SHA-256(verifier)), method S256.
std::string code_challenge(std::string_view verifier);

}  // namespace obolus::oauth
