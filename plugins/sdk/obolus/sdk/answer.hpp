// SPDX-License-Identifier: Apache-2.0
//
// Reads a platform's HTTP answers: JSON at pointers, and what a status other than success means.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "obolus/sdk/effect.hpp"
#include "obolus/sdk/event.hpp"

namespace obolus::sdk {

/// Text at a JSON pointer: strings as they are, whole numbers in decimal (an id of 64 bits stays exact). "" for
/// anything else.
inline std::string text_at(const boost::json::value& value, std::string_view pointer) {
    boost::json::error_code error;
    const boost::json::value* found =
        value.find_pointer(boost::json::string_view(pointer.data(), pointer.size()), error);
    if (found == nullptr) return {};
    if (found->is_string()) return std::string(std::string_view(found->get_string()));
    if (found->is_int64()) return std::to_string(found->get_int64());
    if (found->is_uint64()) return std::to_string(found->get_uint64());
    return {};
}

/// An answer's body. Throws Fail{platform_error} when it isn't JSON.
inline boost::json::value read_body(const HttpResponse& response) {
    boost::json::error_code error;
    boost::json::value body = boost::json::parse(response.body, error);
    if (error) throw Fail{Fail::Class::platform_error, "the platform's answer isn't JSON", {}};
    return body;
}

/// Seconds until a 429 may be repeated: Retry-After, or the X-Rate-Limit-Reset that several platforms send.
inline std::optional<std::int64_t> retry_after(const HttpResponse& response, std::int64_t now) {
    const auto number = [](std::string_view text) -> std::optional<std::int64_t> {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
        return value;
    };
    if (const auto seconds = number(response.header("retry-after"))) return seconds;
    const auto reset = number(response.header("x-rate-limit-reset"));
    return reset && *reset > now ? std::optional(*reset - now) : std::nullopt;
}

/// Throws the Fail that a status other than 2xx stands for.
inline void require_success(const HttpResponse& response, std::int64_t now) {
    if (response.status >= 200 && response.status < 300) return;
    const std::string detail = "the platform answered " + std::to_string(response.status);
    switch (response.status) {
        case 400:
            throw Fail{Fail::Class::bad_input, detail, {}};
        case 404:
        case 410:
            throw Fail{Fail::Class::not_found, detail, {}};
        case 429:
            throw Fail{Fail::Class::rate_limited, detail, retry_after(response, now)};
        default:
            throw Fail{Fail::Class::platform_error, detail, {}};
    }
}

}  // namespace obolus::sdk
