// How often one caller may ask: a bucket for each key that holds one minute's requests and fills steadily.
//
// Kept as a single point in time per key (the generic cell rate algorithm, ITU-T I.371): when the bucket would be full
// again. A key whose bucket is full takes no memory after the next sweep. For one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace obolus::http {

class RateLimit {
   public:
    using Clock = std::function<std::chrono::steady_clock::time_point()>;

    /// `per_minute` 0: no limit, and nothing is remembered. At most `keys_max` callers are remembered; when all of them
    /// are busy at once, all are forgiven.
    explicit RateLimit(std::int64_t per_minute, std::size_t keys_max = 100'000,
                       Clock clock = &std::chrono::steady_clock::now);

    struct Standing {
        bool allowed = true;
        std::int64_t limit = 0;               ///< per minute; 0: none, and the rest means nothing
        std::int64_t remaining = 0;           ///< that may follow at once
        std::chrono::seconds full_in{0};      ///< until all of them may
        std::chrono::seconds retry_after{0};  ///< until one may; 0 when one may now. Rounded up, as all of these
    };
    /// Counts one request, unless it isn't allowed.
    Standing take(const std::string& key);
    /// Whether take() would allow one.
    Standing look(const std::string& key) const;

   private:
    using Time = std::chrono::steady_clock::time_point;
    Standing standing(Time now, Time full_at) const;
    void make_room(Time now);

    std::int64_t per_minute_;
    std::chrono::nanoseconds interval_;
    std::size_t keys_max_;
    Clock clock_;
    std::unordered_map<std::string, Time> full_at_;
};

/// What an address is counted under: an IPv4 address itself, an IPv6 address's /64, which is one customer's.
std::string rate_key_of_address(std::string_view address);

}  // namespace obolus::http
