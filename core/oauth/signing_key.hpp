// A private key of the hub's, and what platforms want signed with it: client assertions instead of a shared secret
// (RFC 7523) and proofs that a token is used by whom it was given to (DPoP, RFC 9449).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/time.hpp"

namespace obolus::oauth {

class SigningKey {
   public:
    /// A private JWK (RFC 7517): EC on P-256 (ES256), or RSA of at least 2048 bits (RS256). Nothing for anything else.
    static std::optional<SigningKey> read(std::string_view jwk);
    /// A fresh one on P-256.
    static SigningKey make();

    const boost::json::object& public_jwk() const { return public_jwk_; }
    /// A JWS in compact form; `header` is completed by alg, and by kid if the key has one.
    std::string sign(boost::json::object header, const boost::json::object& claims) const;

   private:
    struct Impl;
    SigningKey(std::shared_ptr<const Impl> impl, boost::json::object public_jwk);
    std::shared_ptr<const Impl> impl_;
    boost::json::object public_jwk_;
};

/// RFC 7523, section 3: who the client is, for `audience` alone, for a minute, once.
std::string client_assertion(const SigningKey& key, const std::string& client_id, const std::string& audience,
                             base::Time now);

/// RFC 9449, section 4.2. `access_token`: the one that the request carries; "" at a token endpoint. `nonce`: the
/// server's, or "".
std::string dpop_proof(const SigningKey& key, const std::string& method, const std::string& url,
                       const std::string& access_token, const std::string& nonce, base::Time now);

}  // namespace obolus::oauth
