// Months of a time zone. The zone's rules come from ICU, which carries its own copy of the IANA data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace obolus::settings {

/// The moments at which the months from `first` to `last` (both included) begin in `zone`, an IANA name such as
/// "Europe/Berlin". Nothing when ICU doesn't know the zone. Where midnight doesn't exist (a change of the clock) the
/// month begins with the first moment that does. Strictly increasing.
std::optional<std::vector<base::Time>> month_starts(const std::string& zone, base::Month first, base::Month last);

}  // namespace obolus::settings
