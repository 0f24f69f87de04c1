#include "http/csrf.hpp"

#include "base/crypto.hpp"

namespace obolus::http {

std::string csrf_token(std::string_view key, std::string_view session_token) {
    const base::Digest mac = base::hmac_sha256(key, "csrf" + std::string(session_token));
    return base::to_base64url({reinterpret_cast<const char*>(mac.data()), mac.size()});
}

bool csrf_matches(std::string_view key, std::string_view session_token, std::string_view given) {
    return base::equal_constant_time(csrf_token(key, session_token), given);
}

}  // namespace obolus::http
