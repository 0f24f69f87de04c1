// SPDX-License-Identifier: Apache-2.0
//
// Texts and URLs, as far as telling one's own profile and post URLs from others needs them. Strict: what is doubtful is
// nobody's.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace obolus::sdk {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// ASCII alone: a handle with other letters is never folded into one of these.
inline std::string lower(std::string_view text) {
    std::string folded(text);
    for (char& c : folded) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return folded;
}

/// Without blanks at either end.
inline std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// A decimal id as platforms number their accounts and posts: no leading zero, at most 20 digits.
inline bool is_decimal_id(std::string_view text) {
    return !text.empty() && text.size() <= 20 && text.front() != '0' && std::all_of(text.begin(), text.end(), is_digit);
}

/// A web address taken apart. Query and fragment are left out.
struct WebAddress {
    std::string origin;             ///< "https://x.com", "http://127.0.0.1:8081"
    std::string authority;          ///< "x.com", "127.0.0.1:8081", in lower case, without the scheme's own port
    std::vector<std::string> path;  ///< segments without the slashes; empty ones at the end are dropped
};

/// Reads "https://x.com/ada", and "x.com/ada" (taken for https). Nothing for user names, percent escapes, backslashes,
/// control characters, non-ASCII, other schemes, or texts without a path and a scheme.
inline std::optional<WebAddress> parse_web_address(std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~' && c != '\\'; });
    if (!plain || text.size() > 2048) return std::nullopt;
    std::string scheme = "https";
    if (const auto colon = text.find("://"); colon != std::string_view::npos) {
        scheme = lower(text.substr(0, colon));
        text.remove_prefix(colon + 3);
        if (scheme != "https" && scheme != "http") return std::nullopt;
    } else if (text.find('/') == std::string_view::npos) {
        return std::nullopt;
    }
    text = text.substr(0, text.find_first_of("?#"));
    const auto slash = std::min(text.find('/'), text.size());
    WebAddress address;
    address.authority = lower(text.substr(0, slash));
    const std::string own_port = scheme == "https" ? ":443" : ":80";
    if (address.authority.ends_with(own_port)) address.authority.resize(address.authority.size() - own_port.size());
    if (address.authority.empty() || address.authority.find_first_of("@%") != std::string::npos) return std::nullopt;
    address.origin = scheme + "://" + address.authority;

    std::string_view path = text.substr(slash);
    if (path.find('%') != std::string_view::npos) return std::nullopt;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        address.path.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    while (!address.path.empty() && address.path.back().empty())
        address.path.pop_back();
    return address;
}

/// Everything but RFC 3986's unreserved characters becomes an escape.
inline std::string percent_encode(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            encoded += c;
        } else {
            encoded += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return encoded;
}

/// The first `characters_max` code points, and `sign` if there are more.
inline std::string excerpt(std::string_view text, std::size_t characters_max, std::string_view sign = "\u2026") {
    std::size_t characters = 0;
    std::size_t end = 0;
    for (; end < text.size(); ++end) {
        const bool begins_character = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
        if (begins_character && ++characters > characters_max) break;
    }
    std::string part(text.substr(0, end));
    return end == text.size() ? part : part.append(sign);
}

inline std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

}  // namespace obolus::sdk
