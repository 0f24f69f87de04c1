// What the log says of a database that is away: that it began, now and then how it goes, and that it is over. Not a
// line for each batch that fails meanwhile.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace obolus::store {

class Outage {
   public:
    using Time = std::chrono::steady_clock::time_point;

    /// A transaction was undone because the database can't be reached. The line to log; none when one was logged less
    /// than half a minute ago.
    std::optional<std::string> failed(const std::string& why, Time now);
    /// A transaction went through. The line to log; none unless it was away.
    std::optional<std::string> over(Time now);

   private:
    std::size_t undone_ = 0;
    Time begun_{};
    Time told_{};
};

}  // namespace obolus::store
