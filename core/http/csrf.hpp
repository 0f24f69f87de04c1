// The token that each form of ours carries, so that another site's form isn't taken for it. Derived from the session,
// hence nothing to store; it changes with every sign-in.
#pragma once

#include <string>
#include <string_view>

namespace obolus::http {

/// base64url of HMAC-SHA-256(key, "csrf" || session token).
std::string csrf_token(std::string_view key, std::string_view session_token);
/// In constant time.
bool csrf_matches(std::string_view key, std::string_view session_token, std::string_view given);

}  // namespace obolus::http
