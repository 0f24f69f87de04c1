// Small questions about text from outside. Pure; used wherever bytes of strangers become strings of ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace obolus::http {

/// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF.
bool is_utf8(std::string_view text) noexcept;
/// Any of U+0000..U+001F or U+007F.
bool has_control_characters(std::string_view text) noexcept;
/// ASCII only; other bytes compare as they are.
bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept;
std::string to_lower_ascii(std::string_view text);
/// Without leading and trailing blanks and tabs.
std::string_view trim(std::string_view text) noexcept;

/// Decodes %XX; nothing on a bad escape, a NUL or invalid UTF-8.
std::optional<std::string> percent_decode(std::string_view text);

/// The text's beginning, printable ASCII alone ("?" for the rest): what comes from outside can't forge a line of a log.
std::string for_log(std::string_view text);

}  // namespace obolus::http
