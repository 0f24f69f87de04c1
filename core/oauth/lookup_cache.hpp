// Remembers for a while what texts stand for, unknown ones too: a platform is asked once for what many type. In memory,
// bounded; the least recently used is forgotten first.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/result.hpp"
#include "base/time.hpp"
#include "oauth/platforms.hpp"

namespace obolus::oauth {

class LookupCache {
   public:
    explicit LookupCache(std::size_t entries_max) : entries_max_(entries_max) {}

    std::optional<base::Result<Resolved>> find(const std::string& key, base::Time now);
    void put(const std::string& key, base::Result<Resolved> answer, base::Time until);

   private:
    struct Entry {
        std::string key;
        base::Result<Resolved> answer;
        base::Time until;
    };
    std::size_t entries_max_;
    std::list<Entry> entries_;  // the most recently used first
    std::unordered_map<std::string, std::list<Entry>::iterator> places_;
};

}  // namespace obolus::oauth
