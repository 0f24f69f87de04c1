// A platform's signing key, and tokens signed with it. Written over cjose, which signs, while the hub's verifier only
// verifies.
#pragma once

#include <memory>
#include <string>

#include <boost/json/object.hpp>

namespace obolus::oauth {

class Signer {
   public:
    /// A fresh RSA key of 2048 bits, or an EC key on P-256.
    explicit Signer(std::string kid, bool elliptic = false);
    ~Signer();
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;

    std::string public_jwk() const;  ///< as a JSON object with kid
    std::string private_jwk() const;
    std::string jwks() const;  ///< {"keys": [it]}

    /// A compact JWS over `claims`; the header holds alg, kid and `more`.
    std::string sign(const boost::json::object& claims, const std::string& alg = "RS256",
                     const boost::json::object& more = {}) const;

   private:
    std::string jwk(bool with_private_half) const;
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The same token with another header or payload and the old signature.
std::string with_part(const std::string& token, int index, const boost::json::object& part);
/// HMAC-SHA-256 over header and claims: what an attacker can make of a public key.
std::string sign_hs256(const std::string& secret, const boost::json::object& header, const boost::json::object& claims);

}  // namespace obolus::oauth
