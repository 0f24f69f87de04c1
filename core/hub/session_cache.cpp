#include "hub/session_cache.hpp"

#include <cstring>
#include <utility>

namespace obolus::hub {

std::size_t SessionCache::DigestHash::operator()(const base::Digest& digest) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);  // a digest's bytes are as good as any hash of them
    return hash;
}

SessionCache::SessionCache(std::chrono::milliseconds ttl, std::size_t entries_max, Clock clock)
    : ttl_(ttl), entries_max_(entries_max), clock_(std::move(clock)) {}

template <class View>
std::optional<View> SessionCache::find_in(Entries<View>& entries, std::string_view token) {
    const base::Digest key = base::sha256(token);
    const std::lock_guard lock(mutex_);
    const auto entry = entries.find(key);
    if (entry == entries.end()) return std::nullopt;
    if (entry->second.until <= clock_()) {
        entries.erase(entry);
        return std::nullopt;
    }
    return entry->second.view;
}

template <class View>
void SessionCache::keep_in(Entries<View>& entries, std::string_view token, View view, std::uint64_t generation) {
    const base::Digest key = base::sha256(token);
    const std::lock_guard lock(mutex_);
    if (generation != generation_) return;
    // Entries live for seconds: starting anew when full costs one lookup each and needs no order of use.
    if (entries.size() >= entries_max_) entries.clear();
    entries.insert_or_assign(key, Entry<View>{std::move(view), clock_() + ttl_});
}

std::optional<SessionView> SessionCache::find(std::string_view token) { return find_in(sessions_, token); }

std::optional<TokenView> SessionCache::find_token(std::string_view token) { return find_in(tokens_, token); }

std::uint64_t SessionCache::generation() const {
    const std::lock_guard lock(mutex_);
    return generation_;
}

void SessionCache::keep(std::string_view token, SessionView session, std::uint64_t generation) {
    // Whoever has no account yet may open one at another hub, and come back here at once.
    if (!session.member) return;
    keep_in(sessions_, token, std::move(session), generation);
}

void SessionCache::keep_token(std::string_view token, TokenView view, std::uint64_t generation) {
    keep_in(tokens_, token, std::move(view), generation);
}

void SessionCache::forget(std::string_view token) {
    const base::Digest key = base::sha256(token);
    const std::lock_guard lock(mutex_);
    ++generation_;
    sessions_.erase(key);
}

void SessionCache::forget_all() {
    const std::lock_guard lock(mutex_);
    ++generation_;
    sessions_.clear();
    tokens_.clear();
}

}  // namespace obolus::hub
