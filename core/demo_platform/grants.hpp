// Codes and tokens of the demo platform: OAuth 2.0 authorization code with PKCE (RFC 6749 section 4.1, RFC 7636). In
// memory, bounded.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace obolus::demo_platform {

/// What a person agreed to.
struct Grant {
    std::string client_id;
    std::string redirect_uri;
    std::string code_challenge;  ///< base64url of SHA-256 of the verifier (S256)
    std::string scope;
    std::string person_id;
};

class Grants {
   public:
    static constexpr std::chrono::seconds code_ttl{60};
    static constexpr std::chrono::seconds token_ttl{7200};

    /// A single-use code for the grant.
    std::string issue_code(Grant grant, base::Time now);

    /// An access token for the code, when client, redirect URI and verifier are those of the grant and it isn't older
    /// than code_ttl. The code is spent by any attempt; a second one with a code that worked revokes its token (RFC
    /// 6749, 4.1.2).
    struct Token {
        std::string access_token;
        std::string scope;
    };
    std::optional<Token> redeem(const std::string& code, const std::string& client_id, const std::string& redirect_uri,
                                const std::string& code_verifier, base::Time now);

    void revoke(const std::string& access_token);

    /// Whose token it is; nothing when unknown or expired.
    std::optional<std::string> person_of(const std::string& access_token, base::Time now) const;

   private:
    struct Code {
        Grant grant;
        base::Time expires_at;
        bool spent = false;
        std::string access_token;  ///< what it was redeemed for
    };
    struct Issued {
        std::string person_id;
        base::Time expires_at;
    };
    void forget_expired(base::Time now);

    std::map<std::string, Code> codes_;
    std::map<std::string, Issued> tokens_;
};

}  // namespace obolus::demo_platform
