// The books remember which key file they are kept with, by a fingerprint that tells nothing of the key: with another
// file everybody who has opted out would silently be forgotten (rule 16). Hub::open compares; this is for the command
// line, which asks before it makes a key file, and accepts a new one when the old is lost for good.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace obolus::hub {

/// The fingerprint that the books keep; none before a hub's first start. Faults of the store, with `problem`.
base::Result<std::optional<std::string>> known_key(const std::string& database, std::string& problem);

/// From now on the books are kept with this key. Who has opted out isn't recognised any more; nothing else is lost.
base::Result<void> accept_key(const std::string& database, const std::string& fingerprint, base::Time now,
                              std::string& problem);

}  // namespace obolus::hub
