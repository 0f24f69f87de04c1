// A bar with an estimate on long work, for somebody who watches: on stderr, and only when that is a terminal. Logs and
// pipes get nothing of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace obolus::app {

/// "Auditing [=====>    ]  52 %  about 1 min 20 s left"; without an estimate while there is nothing to go by, and
/// without a share while `all` is unknown (0).
std::string progress_line(const std::string& what, std::int64_t done, std::int64_t all,
                          std::chrono::milliseconds passed);

class Progress {
   public:
    explicit Progress(std::string what);
    ~Progress();  ///< wipes the line
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    /// Cheap: draws at most ten times a second.
    void at(std::int64_t done, std::int64_t all);

   private:
    using Clock = std::chrono::steady_clock;
    const std::string what_;
    const bool shown_;
    const Clock::time_point began_ = Clock::now();
    Clock::time_point next_ = began_;
    bool drawn_ = false;
};

}  // namespace obolus::app
