#include "base/time.hpp"

#include <charconv>
#include <cstdio>

namespace obolus::base {

namespace {
struct Parts {
    int year;
    unsigned month, day;
    std::int64_t second_of_day;
};

Parts parts_of(Time time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
            std::chrono::duration_cast<std::chrono::seconds>(time - day).count()};
}
}  // namespace

std::string to_rfc3339(Time time) {
    const Parts p = parts_of(time);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02lld:%02lld:%02lldZ", p.year, p.month, p.day,
                  static_cast<long long>(p.second_of_day / 3600), static_cast<long long>(p.second_of_day / 60 % 60),
                  static_cast<long long>(p.second_of_day % 60));
    return text;
}

std::string to_date(Time time) { return to_rfc3339(time).substr(0, 10); }

std::string to_string(Month month) {
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02d", month.index / 12, month.index % 12 + 1);
    return text;
}

std::optional<Month> parse_month(std::string_view text) {
    if (text.size() != 7 || text[4] != '-') return std::nullopt;
    int year = 0;
    int month = 0;
    const auto* const begin = text.data();
    const auto read_year = std::from_chars(begin, begin + 4, year);
    const auto read_month = std::from_chars(begin + 5, begin + 7, month);
    if (read_year.ptr != begin + 4 || read_month.ptr != begin + 7 || read_year.ec != std::errc{} ||
        read_month.ec != std::errc{})
        return std::nullopt;
    if (year < 1970 || month < 1 || month > 12) return std::nullopt;
    return Month{year * 12 + month - 1};
}

}  // namespace obolus::base
