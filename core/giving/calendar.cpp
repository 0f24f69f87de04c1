#include "giving/calendar.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace obolus::giving {

namespace {
base::Month utc_month_at(base::Time time) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
    return {static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1};
}

base::Time utc_start_of(base::Month month) {
    const std::chrono::year year{month.index / 12};
    const std::chrono::month of_year{static_cast<unsigned>(month.index % 12 + 1)};
    return std::chrono::sys_days{year / of_year / 1};
}
}  // namespace

Calendar::Calendar(base::Month first, std::vector<base::Time> starts) : first_(first), starts_(std::move(starts)) {
    OBOLUS_CHECK(std::ranges::is_sorted(starts_, std::less_equal<>{}) || starts_.size() < 2);
}

base::Month Calendar::month_at(base::Time time) const {
    const auto after = std::ranges::upper_bound(starts_, time);
    // Before the table's first start nothing is known, and in its last month the end isn't.
    if (after == starts_.begin() || after == starts_.end()) return utc_month_at(time);
    return {first_.index + static_cast<std::int32_t>(after - starts_.begin()) - 1};
}

base::Time Calendar::start_of(base::Month month) const {
    const auto offset = static_cast<std::int64_t>(month.index) - first_.index;
    if (offset < 0 || offset >= static_cast<std::int64_t>(starts_.size())) return utc_start_of(month);
    return starts_[static_cast<std::size_t>(offset)];
}

}  // namespace obolus::giving
