// Which month a moment belongs to, in the hub's configured zone (rule 6).
#pragma once

#include <vector>

#include "base/time.hpp"

namespace obolus::giving {

/// A value: either UTC, or a table of the moments at which months begin in some zone.
class Calendar {
   public:
    Calendar() = default;  ///< UTC
    /// `starts[i]` is the beginning of month `first + i`, strictly increasing. Outside the table UTC is used.
    Calendar(base::Month first, std::vector<base::Time> starts);

    base::Month month_at(base::Time time) const;
    base::Time start_of(base::Month month) const;

   private:
    base::Month first_{};
    std::vector<base::Time> starts_;
};

}  // namespace obolus::giving
