#include "store/outage.hpp"

#include <utility>

namespace obolus::store {

namespace {

constexpr std::chrono::seconds between_lines{30};

std::string in_seconds(std::chrono::steady_clock::duration time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

std::optional<std::string> Outage::failed(const std::string& why, Time now) {
    ++undone_;
    if (undone_ == 1) begun_ = now;
    if (undone_ > 1 && now - told_ < between_lines) return {};
    told_ = now;
    if (undone_ == 1) return "a transaction was undone, the database is away: " + why;
    return "the database has been away for " + in_seconds(now - begun_) + ", " + std::to_string(undone_) +
           " transactions were undone: " + why;
}

std::optional<std::string> Outage::over(Time now) {
    if (undone_ == 0) return {};
    const std::size_t undone = std::exchange(undone_, 0);
    return "the database is back after " + in_seconds(now - begun_) +
           "; transactions undone meanwhile: " + std::to_string(undone);
}

}  // namespace obolus::store
