// Cookies of ours: all bear the prefix __Host- (RFC 6265bis), so that no other host, sub-domain or plain connection can
// set them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace obolus::http {

/// "session" -> "__Host-session": what Request::cookie() is asked for.
std::string host_cookie_name(std::string_view name);

/// The Set-Cookie field: Secure, HttpOnly, SameSite=Lax, Path=/. Without max_age it ends with the browser's session.
/// `value` is of base64url's alphabet or other characters that need no quoting; anything else is a bug of ours.
/// Browsers take Secure cookies over plain http from loopback alone.
Field set_host_cookie(std::string_view name, std::string_view value,
                      std::optional<std::chrono::seconds> max_age = std::nullopt);
/// The Set-Cookie field that makes the browser forget it.
Field clear_host_cookie(std::string_view name);

}  // namespace obolus::http
