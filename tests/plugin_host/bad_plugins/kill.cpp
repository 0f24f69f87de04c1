// Asks whether it may signal the first process; signal 0 does no harm should the sandbox fail.
#include <signal.h>

#include "bad_plugin.hpp"
BAD_STEP(kill(1, 0); bad::send(out, bad::good_output);)
