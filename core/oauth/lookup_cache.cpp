#include "oauth/lookup_cache.hpp"

#include <utility>

namespace obolus::oauth {

std::optional<base::Result<Resolved>> LookupCache::find(const std::string& key, base::Time now) {
    const auto place = places_.find(key);
    if (place == places_.end()) return std::nullopt;
    if (place->second->until <= now) {
        entries_.erase(place->second);
        places_.erase(place);
        return std::nullopt;
    }
    entries_.splice(entries_.begin(), entries_, place->second);
    return place->second->answer;
}

void LookupCache::put(const std::string& key, base::Result<Resolved> answer, base::Time until) {
    if (entries_max_ == 0) return;
    if (const auto place = places_.find(key); place != places_.end()) {
        entries_.erase(place->second);
        places_.erase(place);
    }
    if (entries_.size() >= entries_max_) {
        places_.erase(entries_.back().key);
        entries_.pop_back();
    }
    entries_.push_front({key, std::move(answer), until});
    places_[key] = entries_.begin();
}

}  // namespace obolus::oauth
