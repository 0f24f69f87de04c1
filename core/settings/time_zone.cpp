#include "settings/time_zone.hpp"

#include <cmath>
#include <memory>

#include <unicode/ucal.h>

namespace obolus::settings {

std::optional<std::vector<base::Time>> month_starts(const std::string& zone, base::Month first, base::Month last) {
    UErrorCode status = U_ZERO_ERROR;
    // ICU knows aliases of its own ("PST", "GMT+25"): only names of the IANA data have a canonical form that is a
    // system id.
    const std::u16string name(zone.begin(), zone.end());
    std::u16string canonical(128, u'\0');
    UBool is_system = 0;
    ucal_getCanonicalTimeZoneID(name.data(), static_cast<std::int32_t>(name.size()), canonical.data(),
                                static_cast<std::int32_t>(canonical.size()), &is_system, &status);
    if (U_FAILURE(status) || is_system == 0 || zone.empty()) return std::nullopt;

    std::unique_ptr<UCalendar, decltype(&ucal_close)> calendar(
        ucal_open(name.data(), static_cast<std::int32_t>(name.size()), "en_US", UCAL_GREGORIAN, &status), &ucal_close);
    if (U_FAILURE(status)) return std::nullopt;
    ucal_setAttribute(calendar.get(), UCAL_SKIPPED_WALL_TIME, UCAL_WALLTIME_NEXT_VALID);
    ucal_setAttribute(calendar.get(), UCAL_REPEATED_WALL_TIME, UCAL_WALLTIME_FIRST);

    std::vector<base::Time> starts;
    for (base::Month month = first; month <= last; month = month.next()) {
        ucal_clear(calendar.get());
        ucal_setDateTime(calendar.get(), month.index / 12, month.index % 12, 1, 0, 0, 0, &status);
        const double millis = ucal_getMillis(calendar.get(), &status);
        if (U_FAILURE(status)) return std::nullopt;
        starts.push_back(base::Time(std::chrono::milliseconds(std::llround(millis))));
    }
    return starts;
}

}  // namespace obolus::settings
