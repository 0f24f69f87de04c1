#include <unistd.h>

#include "bad_plugin.hpp"
BAD_STEP(execl("/bin/true", "true", static_cast<char*>(nullptr)); bad::send(out, bad::good_output);)
