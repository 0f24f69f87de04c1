// The hub's one secret: 32 random bytes in a file, made at the first start. Keys for single uses are derived from it,
// so that there is one thing to keep a copy of and nothing to mix up.
#pragma once

#include <optional>
#include <string>

namespace obolus::app {

/// 32 raw bytes each: HMAC-SHA-256 of the use's name under the file's bytes.
struct Keys {
    std::string seal;         ///< seals sign-ins under way (oauth)
    std::string csrf;         ///< binds pages' forms to their session (api and web)
    std::string opt_out;      ///< hashes those who have opted out (hub); with another key they would be forgotten
    std::string fingerprint;  ///< in hexadecimal: tells this file from another, and nothing of the key
};

/// Reads the file, or makes it with mode 0600 when it doesn't exist (and its folder, with mode 0700). Nothing when that
/// can't be done or the file isn't what it should be; `problem` then says what to do.
std::optional<Keys> load_keys(const std::string& file, std::string& problem);

}  // namespace obolus::app
