#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace obolus::base {

void check_failed(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "obolus: internal error: %s is false at %s:%d; please report it\n", condition, file, line);
    std::abort();
}

}  // namespace obolus::base
