// A bug of ours ends the process, in release too: money is never moved by code that has found itself wrong.
// Never used on outside input; that is a Refusal.
#pragma once

namespace obolus::base {

/// Prints the failed condition with its place to stderr and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace obolus::base

#define OBOLUS_CHECK(condition) \
    (static_cast<bool>(condition) ? static_cast<void>(0) : ::obolus::base::check_failed(#condition, __FILE__, __LINE__))
