// How a subcommand ends when it can't do what it was asked: one sentence on stderr that says what to do, and an exit
// code that scripts can tell apart.
#pragma once

#include <stdexcept>
#include <string>
#include <system_error>

namespace obolus::app {

enum class Exit {
    done = 0,
    refused = 1,  ///< the rules say no, or something is wrong with what was asked about: settings, books, an id
    usage = 2,    ///< the command line wasn't understood
    fault = 3     ///< the world failed: database, disk, network, plugin; the same may go well later
};

/// Ends the subcommand; main says it and exits.
class Stop : public std::runtime_error {
   public:
    Stop(Exit code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}
    Exit code() const noexcept { return code_; }

   private:
    Exit code_;
};

/// Exit::fault for a fault, Exit::refused for a refusal.
Exit exit_of(const std::error_code& error) noexcept;
/// The error's row of the table of refusals as one text: what is the matter, why, and what can be done.
std::string explain(const std::error_code& error);
/// Stops with exit_of(error), saying `problem` or, when that is empty, explain(error).
[[noreturn]] void stop_for(const std::error_code& error, const std::string& problem = "");

/// "obolus: ..." on stderr.
void complain(const std::string& sentence);

}  // namespace obolus::app
