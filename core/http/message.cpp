#include "http/message.hpp"

#include <algorithm>

#include "http/text.hpp"

namespace obolus::http {

namespace {

std::optional<std::string> decode_form_part(std::string_view text) {
    if (text.find('+') == std::string_view::npos) return percent_decode(text);
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decode(spaced);
}

bool is_unreserved(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

}  // namespace

std::optional<std::string_view> find(const Fields& fields, std::string_view name) {
    for (const auto& [key, value] : fields)
        if (key == name) return value;
    return std::nullopt;
}

std::optional<std::string_view> find_header(const Fields& fields, std::string_view name) {
    for (const auto& [key, value] : fields)
        if (equals_ignoring_case(key, name)) return value;
    return std::nullopt;
}

std::optional<Fields> parse_form(std::string_view text) {
    Fields fields;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = decode_form_part(pair.substr(0, equals));
        auto value = decode_form_part(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value) return std::nullopt;
        fields.emplace_back(std::move(*name), std::move(*value));
    }
    return fields;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded.push_back('%');
        encoded.push_back(digits[byte >> 4]);
        encoded.push_back(digits[byte & 15]);
    }
    return encoded;
}

std::string encode_form(const Fields& fields) {
    std::string encoded;
    for (const auto& [name, value] : fields) {
        if (!encoded.empty()) encoded.push_back('&');
        encoded += percent_encode(name) + '=' + percent_encode(value);
    }
    return encoded;
}

std::optional<std::string> Request::cookie(std::string_view name) const {
    std::optional<std::string> found;
    for (const auto& [key, value] : headers) {
        if (!equals_ignoring_case(key, "cookie")) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            const std::string_view pair = trim(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto equals = pair.find('=');
            if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
            // Twice: somebody else (a sibling domain, an attacker) may have set one of them. Neither is believed.
            if (found) return std::nullopt;
            found = std::string(pair.substr(equals + 1));
        }
    }
    return found;
}

std::string_view Request::parameter(std::string_view name) const {
    return find(path_parameters, name).value_or(std::string_view{});
}

Response text_response(int status, std::string content_type, std::string body) {
    Response response;
    response.status = status;
    response.headers.emplace_back("Content-Type", std::move(content_type));
    response.body = std::move(body);
    return response;
}

Response redirect_response(std::string location) {
    Response response;
    response.status = 303;
    response.headers.emplace_back("Location", std::move(location));
    return response;
}

}  // namespace obolus::http
