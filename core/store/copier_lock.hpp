// Whoever copies SQLite's write-ahead log into its file: one process at a time, and one connection of it.
//
// SQLite before 3.51.3 can lose pages when a copy begins just behind a complete one of another connection and a commit
// begins the log anew meanwhile (docs/decisions/0024). A command beside a running hub therefore copies nothing.
#pragma once

#include <string>

namespace obolus::store {

class CopierLock {
   public:
    /// Of an SQLite database, "sqlite:PATH"; a file of its own beside it, since SQLite's locks on its file end when
    /// anybody in the process closes it.
    explicit CopierLock(const std::string& database);
    ~CopierLock();  ///< gives it back
    CopierLock(const CopierLock&) = delete;
    CopierLock& operator=(const CopierLock&) = delete;

    /// Whether it is held, taking it if nobody has it. Doesn't wait. Throws std::system_error when there can be no such
    /// file.
    bool take();

   private:
    std::string file_;
    int descriptor_ = -1;
};

}  // namespace obolus::store
