#include "bad_plugin.hpp"
BAD_STEP(for (;;) asm volatile("");)
