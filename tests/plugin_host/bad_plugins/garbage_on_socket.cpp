#include <unistd.h>

#include "bad_plugin.hpp"
BAD_STEP(if (write(3, "garbage, garbage, garbage, garbage", 34) == 34) bad::send(out, bad::good_output);)
