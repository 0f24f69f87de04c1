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

struct LookupRates {
    int per_minute_max = 600;           ///< of one entry
    int instance_per_minute_max = 120;  ///< of one instance of a platform that has many
    int failures_max = 5;               ///< in a row, until the place is left alone
    std::chrono::seconds rest{30};      ///< for how long it is
};

class LookupLimits {
   public:
    /// `places_max` bounds what is remembered; past it, places that nobody has heard of are refused.
    explicit LookupLimits(LookupRates rates, std::size_t places_max = 10'000);

    /// Counts one look-up. Errors: rate_limited; platform_unavailable while the place has failed too often in a row
    /// and rests.
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

    LookupRates rates_;
    std::chrono::microseconds entry_interval_;
    std::chrono::microseconds instance_interval_;
    std::size_t places_max_;
    std::unordered_map<std::string, Place> places_;
};

}  // namespace obolus::oauth
