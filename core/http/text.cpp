#include "http/text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace obolus::http {

namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    const char low = lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// How many continuation bytes follow a lead byte, and the least code point that needs them; -1 for no lead byte.
struct Lead {
    int following;
    std::uint32_t least;
    std::uint32_t bits;
};
Lead lead_of(unsigned char byte) noexcept {
    if (byte < 0x80) return {0, 0, byte};
    if ((byte & 0xE0U) == 0xC0U) return {1, 0x80, byte & 0x1FU};
    if ((byte & 0xF0U) == 0xE0U) return {2, 0x800, byte & 0x0FU};
    if ((byte & 0xF8U) == 0xF0U) return {3, 0x10000, byte & 0x07U};
    return {-1, 0, 0};
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const Lead lead = lead_of(static_cast<unsigned char>(text[i++]));
        if (lead.following < 0 || text.size() - i < static_cast<std::size_t>(lead.following)) return false;
        std::uint32_t point = lead.bits;
        for (int n = 0; n < lead.following; ++n) {
            const auto byte = static_cast<unsigned char>(text[i++]);
            if ((byte & 0xC0U) != 0x80U) return false;
            point = (point << 6) | (byte & 0x3FU);
        }
        if (point < lead.least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    }
    return true;
}

bool has_control_characters(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

std::string to_lower_ascii(std::string_view text) {
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
    return lowered;
}

std::string_view trim(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded.push_back(text[i]);
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        decoded.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    if (decoded.find('\0') != std::string::npos || !is_utf8(decoded)) return std::nullopt;
    return decoded;
}

std::string for_log(std::string_view text) {
    constexpr std::size_t bytes_max = 200;
    std::string shown(text.substr(0, bytes_max));
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return c <= ' ' || c > '~'; }, '?');
    return shown;
}

}  // namespace obolus::http
