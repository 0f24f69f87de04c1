#include "demo_platform/grants.hpp"

#include <utility>

#include "base/crypto.hpp"

namespace obolus::demo_platform {

namespace {

bool verifier_fits(const std::string& verifier, const std::string& challenge) {
    if (verifier.size() < 43 || verifier.size() > 128) return false;  // RFC 7636, section 4.1
    const base::Digest digest = base::sha256(verifier);
    return base::to_base64url({reinterpret_cast<const char*>(digest.data()), digest.size()}) == challenge;
}

}  // namespace

void Grants::forget_expired(base::Time now) {
    // Spent codes are remembered as long as their tokens, so that a replay is noticed.
    std::erase_if(codes_, [&](const auto& entry) { return entry.second.expires_at + token_ttl <= now; });
    std::erase_if(tokens_, [&](const auto& entry) { return entry.second.expires_at <= now; });
}

std::string Grants::issue_code(Grant grant, base::Time now) {
    forget_expired(now);
    std::string code = base::random_token();
    codes_[code] = Code{std::move(grant), now + code_ttl, false, ""};
    return code;
}

std::optional<Grants::Token> Grants::redeem(const std::string& code, const std::string& client_id,
                                            const std::string& redirect_uri, const std::string& code_verifier,
                                            base::Time now) {
    const auto found = codes_.find(code);
    if (found == codes_.end()) return std::nullopt;
    Code& entry = found->second;
    if (std::exchange(entry.spent, true)) {
        tokens_.erase(entry.access_token);
        return std::nullopt;
    }
    const Grant& grant = entry.grant;
    if (entry.expires_at <= now || grant.client_id != client_id || grant.redirect_uri != redirect_uri)
        return std::nullopt;
    if (!verifier_fits(code_verifier, grant.code_challenge)) return std::nullopt;
    entry.access_token = base::random_token();
    tokens_[entry.access_token] = Issued{grant.person_id, now + token_ttl};
    return Token{entry.access_token, grant.scope};
}

void Grants::revoke(const std::string& access_token) { tokens_.erase(access_token); }

std::optional<std::string> Grants::person_of(const std::string& access_token, base::Time now) const {
    const auto found = tokens_.find(access_token);
    if (found == tokens_.end() || found->second.expires_at <= now) return std::nullopt;
    return found->second.person_id;
}

}  // namespace obolus::demo_platform
