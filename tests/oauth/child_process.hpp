// A program that runs as long as the test, ended by its own pid.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace obolus::oauth {

class ChildProcess {
   public:
    /// Starts `command` in `folder`; its standard output is read, its standard error goes to the test's.
    ChildProcess(const std::vector<std::string>& command, const std::string& folder);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// The first line of output that begins with `prefix`, without it; "" when the program ends before (or after 60 s).
    std::string wait_for_line(const std::string& prefix);

   private:
    pid_t pid_ = -1;
    int output_ = -1;
};

}  // namespace obolus::oauth
