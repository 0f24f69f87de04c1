// Hashes, keyed hashes and randomness: the one door to OpenSSL for everything below http and oauth.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace obolus::base {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) of the bytes.
Digest sha256(std::string_view bytes);
/// HMAC-SHA-256 (RFC 2104).
Digest hmac_sha256(std::string_view key, std::string_view bytes);

/// Lower-case hexadecimal.
std::string to_hex(std::span<const std::uint8_t> bytes);
/// Reads lower- or upper-case hexadecimal of even length; nothing otherwise. The result holds raw bytes.
std::optional<std::string> from_hex(std::string_view text);
/// base64url without padding (RFC 4648, section 5).
std::string to_base64url(std::string_view bytes);
/// Strict: no padding, no white space, no other alphabet, no spare bits.
std::optional<std::string> from_base64url(std::string_view text);

/// `count` bytes from the system's generator. Aborts when there is none: a weak secret is worse than no service.
std::string random_bytes(std::size_t count);
/// 256 random bits in base64url: a session, a state, a verifier.
std::string random_token();

/// Compares in time that depends on the lengths alone.
bool equal_constant_time(std::string_view left, std::string_view right) noexcept;

/// AES-256-GCM over `plain`, bound to `context` (what it is for: a value sealed for one use doesn't open for another).
/// `key` is 32 bytes. The result is raw: nonce (12) || ciphertext || tag (16).
std::string seal(std::string_view key, std::string_view context, std::string_view plain);
/// What seal() was given; nothing when a bit, the key or the context differs.
std::optional<std::string> unseal(std::string_view key, std::string_view context, std::string_view sealed);

}  // namespace obolus::base
