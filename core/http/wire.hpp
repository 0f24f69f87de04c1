// How a response looks on the wire (RFC 9112). Pure.
#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace obolus::http {

/// "Not Found" for 404; "" for a status without a common name.
std::string_view reason_phrase(int status) noexcept;

/// A name or value that can't break out of its line.
bool is_field_name(std::string_view name) noexcept;
bool is_field_value(std::string_view value) noexcept;

/// Appends the status line and fields, with Date, Content-Length and (when !keep_alive) Connection: close; the
/// response's own fields of these names and Transfer-Encoding are the server's business and are left out. False, with
/// `out` unchanged, when a field or the status can't be sent.
bool append_head(std::string& out, const Response& response, std::string_view date, bool keep_alive);

/// Whether a response of this status has a body at all.
constexpr bool has_body(int status) noexcept { return status >= 200 && status != 204 && status != 304; }

}  // namespace obolus::http
