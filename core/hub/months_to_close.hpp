// Which months have ended and are not closed: what the clock asks for again and again, so nothing is counted here.
#pragma once

#include "hub/verb.hpp"

namespace obolus::hub {

struct FindMonthsToClose {};
/// The oldest first. Also the month whose end no commit has recorded yet.
base::Result<std::vector<base::Month>> months_to_close(store::Snapshot&, const Rules&, const FindMonthsToClose&);

}  // namespace obolus::hub
