#include "http/rate_limit.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/ip/address.hpp>

namespace obolus::http {

namespace {
constexpr std::chrono::nanoseconds minute = std::chrono::minutes{1};

std::chrono::seconds rounded_up(std::chrono::nanoseconds time) {
    return std::chrono::ceil<std::chrono::seconds>(std::max(time, std::chrono::nanoseconds{0}));
}
}  // namespace

RateLimit::RateLimit(std::int64_t per_minute, std::size_t keys_max, Clock clock)
    : per_minute_(per_minute),
      interval_(per_minute > 0 ? minute / per_minute : minute),
      keys_max_(keys_max),
      clock_(std::move(clock)) {}

RateLimit::Standing RateLimit::standing(Time now, Time full_at) const {
    const std::chrono::nanoseconds missing = std::max(full_at, now) - now;
    const std::chrono::nanoseconds room = minute - missing;
    Standing standing;
    standing.limit = per_minute_;
    standing.allowed = room >= interval_;
    standing.remaining = std::min<std::int64_t>(per_minute_, std::max<std::int64_t>(0, room / interval_));
    standing.full_in = rounded_up(missing);
    standing.retry_after = rounded_up(interval_ - room);
    return standing;
}

RateLimit::Standing RateLimit::look(const std::string& key) const {
    if (per_minute_ <= 0) return {};
    const Time now = clock_();
    const auto known = full_at_.find(key);
    return standing(now, known == full_at_.end() ? now : known->second);
}

RateLimit::Standing RateLimit::take(const std::string& key) {
    if (per_minute_ <= 0) return {};
    const Time now = clock_();
    auto known = full_at_.find(key);
    if (known == full_at_.end()) {
        if (full_at_.size() >= keys_max_) make_room(now);
        known = full_at_.emplace(key, now).first;
    }
    const Standing before = standing(now, known->second);
    if (!before.allowed) return before;
    known->second = std::max(known->second, now) + interval_;
    Standing after = standing(now, known->second);
    after.allowed = true;
    after.retry_after = std::chrono::seconds{0};
    return after;
}

void RateLimit::make_room(Time now) {
    std::erase_if(full_at_, [now](const auto& entry) { return entry.second <= now; });
    if (full_at_.size() >= keys_max_) full_at_.clear();
}

std::string rate_key_of_address(std::string_view address) {
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(std::string(address), error);
    if (error || !parsed.is_v6()) return std::string(address);
    const auto v6 = parsed.to_v6();
    if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return boost::asio::ip::address_v6(bytes).to_string() + "/64";
}

}  // namespace obolus::http
