// A test's size or seed, which whoever runs it longer sets in the environment.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace obolus::support {

/// The number that the environment's `name` holds; `otherwise` when it isn't set.
inline std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace obolus::support
