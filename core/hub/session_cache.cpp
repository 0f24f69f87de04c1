#include "hub/session_cache.hpp"

#include <cstring>
#include <utility>

namespace obolus::hub {

std::size_t SessionCache::DigestHash::operator()(const base::Digest& digest) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);  // a digest's bytes are as good as any hash of them
    return hash;
}

SessionCache::SessionCache(std::chrono::milliseconds ttl, std::size_t sessions_max, Clock clock)
    : ttl_(ttl), sessions_max_(sessions_max), clock_(std::move(clock)) {}

std::optional<SessionView> SessionCache::find(std::string_view token) {
    const base::Digest key = base::sha256(token);
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) return std::nullopt;
    if (entry->second.until <= clock_()) {
        entries_.erase(entry);
        return std::nullopt;
    }
    return entry->second.session;
}

std::uint64_t SessionCache::generation() const {
    const std::lock_guard lock(mutex_);
    return generation_;
}

void SessionCache::keep(std::string_view token, SessionView session, std::uint64_t generation) {
    const base::Digest key = base::sha256(token);
    const std::lock_guard lock(mutex_);
    if (generation != generation_) return;
    // Entries live for seconds: starting anew when full costs one lookup each and needs no order of use.
    if (entries_.size() >= sessions_max_) entries_.clear();
    entries_.insert_or_assign(key, Entry{std::move(session), clock_() + ttl_});
}

void SessionCache::forget(std::string_view token) {
    const base::Digest key = base::sha256(token);
    const std::lock_guard lock(mutex_);
    ++generation_;
    entries_.erase(key);
}

void SessionCache::forget_all() {
    const std::lock_guard lock(mutex_);
    ++generation_;
    entries_.clear();
}

}  // namespace obolus::hub
