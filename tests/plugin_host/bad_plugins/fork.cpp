#include <unistd.h>

#include "bad_plugin.hpp"
BAD_STEP(fork(); bad::send(out, bad::good_output);)
