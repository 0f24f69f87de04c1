#include "oauth/lookup_limits.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "oauth/platforms.hpp"

namespace obolus::oauth {

namespace {

constexpr std::chrono::microseconds window = std::chrono::minutes(1);

std::string key_of(const std::string& entry, const std::string& instance) { return entry + '@' + instance; }

}  // namespace

LookupLimits::LookupLimits(LookupRates rates, std::size_t places_max)
    : rates_(rates),
      entry_interval_(window / rates.per_minute_max),
      instance_interval_(window / rates.instance_per_minute_max),
      places_max_(places_max) {
    OBOLUS_CHECK(rates.per_minute_max > 0 && rates.instance_per_minute_max > 0 && rates.failures_max > 0);
}

LookupLimits::Place* LookupLimits::find(const std::string& entry, const std::string& instance, base::Time now) {
    const std::string key = key_of(entry, instance);
    if (const auto known = places_.find(key); known != places_.end()) return &known->second;
    if (places_.size() >= places_max_) {
        std::erase_if(places_, [now](const auto& named) {
            const Place& place = named.second;
            return place.spent_until <= now && place.paused_until <= now && place.failing_until <= now;
        });
        if (places_.size() >= places_max_) return nullptr;
    }
    return &places_[key];
}

base::Result<void> LookupLimits::ask(const std::string& entry, const std::string& instance, base::Time now) {
    Place* const place = find(entry, instance, now);
    if (place == nullptr || now < place->paused_until) return Refusal::rate_limited;
    if (now < place->failing_until) return base::Fault::platform_unavailable;
    const auto interval = instance.empty() ? entry_interval_ : instance_interval_;
    // A clock that was set back would otherwise make everybody wait for it to catch up.
    const base::Time spent = std::min(std::max(place->spent_until, now), now + window);
    if (spent + interval > now + window) return Refusal::rate_limited;
    place->spent_until = spent + interval;
    return base::success();
}

void LookupLimits::pause(const std::string& entry, const std::string& instance, base::Time until) {
    const auto place = places_.find(key_of(entry, instance));
    if (place != places_.end()) place->second.paused_until = until;
}

void LookupLimits::ended(const std::string& entry, const std::string& instance, bool answered, base::Time now) {
    const auto found = places_.find(key_of(entry, instance));
    if (found == places_.end()) return;
    Place& place = found->second;
    place.failures_in_row = answered ? 0 : place.failures_in_row + 1;
    if (place.failures_in_row < rates_.failures_max) return;
    place.failures_in_row = 0;
    place.failing_until = now + rates_.rest;
}

}  // namespace obolus::oauth
