// Points in time and months, as values. Nothing here reads a clock.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace obolus::base {

/// Microseconds since the Unix epoch, UTC.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

constexpr std::int64_t to_micros(Time time) noexcept { return time.time_since_epoch().count(); }
constexpr Time from_micros(std::int64_t micros) noexcept { return Time(std::chrono::microseconds(micros)); }

/// RFC 3339 in UTC to the second: "2026-11-21T23:12:48Z".
std::string to_rfc3339(Time time);
/// "2026-11-21", in UTC.
std::string to_date(Time time);

/// A calendar month: index = year * 12 + (month - 1). Whose midnight begins it is giving::Calendar's business.
struct Month {
    std::int32_t index = 0;
    constexpr Month next() const noexcept { return {index + 1}; }
    friend constexpr auto operator<=>(Month, Month) noexcept = default;
};

/// "2026-11".
std::string to_string(Month month);
/// Reads "2026-11"; nothing for anything else.
std::optional<Month> parse_month(std::string_view text);

}  // namespace obolus::base
