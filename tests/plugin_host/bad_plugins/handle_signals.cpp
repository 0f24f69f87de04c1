// Tries to survive its own time limit.
#include <signal.h>

#include "bad_plugin.hpp"
BAD_STEP(signal(SIGPROF, SIG_IGN); bad::send(out, bad::good_output);)
