// A few threads with a read-only connection each: queries never wait for the writer, nor it for them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <system_error>

#include "base/time.hpp"

namespace obolus::store {

class Snapshot;

class Readers {
   public:
    using Clock = std::function<base::Time()>;
    /// Opens `count` connections; throws what SOCI throws. One that is lost later is opened again at its next question.
    Readers(const std::string& database, std::size_t count, Clock clock);
    /// One reader for those who read much and wait for nothing: its connection is opened at its first question, keeps
    /// few pages in memory, and is nobody else's.
    Readers(const std::string& database, Clock clock);
    ~Readers();  ///< finishes what was accepted

    /// Any thread. `work` runs on a reader's thread; `fail` instead of it, or after it threw, with a fault.
    void submit(std::function<void(Snapshot&)> work, std::function<void(std::error_code)> fail);

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace obolus::store
