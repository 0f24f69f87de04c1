// ID tokens (OpenID Connect Core, 3.1.3.7). The signature is liboauth2's work; everything else is checked here, because
// its verifier accepts a wrong aud, a wrong iss, a future nbf, an unknown crit and, unless told otherwise, a missing
// exp, and its cache accepts for one key what another has signed.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "base/time.hpp"

namespace obolus::oauth {

/// A public key of a platform (RFC 7517). Only the members that make up the key are kept.
struct Jwk {
    std::string kid;
    std::string kty;  ///< "RSA" or "EC"
    std::string alg;  ///< what it is for alone; "" when it doesn't say
    std::string json;
};
using Jwks = std::vector<Jwk>;

/// Reads a JWK set. Keys of other types, uses and sizes (RSA below 2048 or above 8192 bits) are left out; more than 100
/// keys, or no usable one, is nothing.
base::Result<Jwks> parse_jwks(std::string_view text);

struct IdTokenHeader {
    std::string alg;
    std::string kid;
};
/// What must be known before the keys are: the algorithm and the key's id. Refuses `crit`. Refusal: id_token_invalid.
base::Result<IdTokenHeader> read_id_token_header(std::string_view token);

/// The key that a token of this header is signed with: by kid, or the only one that fits when it has none. Null:
/// unknown.
const Jwk* find_key(const Jwks& keys, const IdTokenHeader& header);

struct IdTokenRules {
    std::string issuer;     ///< iss, compared byte by byte
    std::string client_id;  ///< aud, azp
    std::string nonce;
    std::vector<std::string> algorithms{"RS256", "PS256", "ES256"};  ///< never "none" or HS*: keys are public
    base::Time now;
    std::chrono::seconds leeway{60};
};

/// The claims of a token that is signed with `key` and follows the rules. Refusal: id_token_invalid; the log says which
/// rule.
base::Result<boost::json::object> verify_id_token(const std::string& token, const Jwk& key, const IdTokenRules& rules);

/// Must run once before other threads start; later calls do nothing.
void initialise_token_library();

}  // namespace obolus::oauth
