// How often a platform is asked: no more than so many look-ups a minute each (RFC 6585's 429 is better not earned), not
// before a pause that it asked for is over, and not while it fails. A platform of many instances has a limit for each
// instance: their names come from whoever types them.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

#include "base/result.hpp"
#include "base/time.hpp"

namespace obolus::oauth {

class LookupLimits {
   public:
    /// `places_max` bounds what is remembered; past it, places that nobody has heard of are refused.
    LookupLimits(int entry_per_minute, int instance_per_minute, std::size_t places_max = 10'000);

    /// Counts one look-up. Errors: rate_limited; platform_unavailable while the place has failed five times in a row
    /// and rests for half a minute.
    base::Result<void> ask(const std::string& entry, const std::string& instance, base::Time now);
    /// The platform asked for a pause.
    void pause(const std::string& entry, const std::string& instance, base::Time until);
    /// How the look-up ended: the platform answered, or failed.
    void ended(const std::string& entry, const std::string& instance, bool answered, base::Time now);

   private:
    struct Place {
        base::Time spent_until{};  ///< generic cell rate algorithm: the time at which all that was asked is paid for
        base::Time paused_until{};
        base::Time failing_until{};
        int failures_in_row = 0;
    };
    Place* find(const std::string& entry, const std::string& instance, base::Time now);

    std::chrono::microseconds entry_interval_;
    std::chrono::microseconds instance_interval_;
    std::size_t places_max_;
    std::unordered_map<std::string, Place> places_;
};

}  // namespace obolus::oauth
