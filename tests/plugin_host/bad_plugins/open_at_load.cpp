// Reads a file of the hub's before anything of the plugin was asked for.
#include <fcntl.h>

#include "bad_plugin.hpp"
namespace {
struct Open {
    Open() {
        if (open("/etc/passwd", O_RDONLY) >= 0) __builtin_trap();
    }
} opened;
}  // namespace
BAD_STEP(bad::send(out, bad::good_output);)
