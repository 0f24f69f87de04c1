#include <fcntl.h>

#include "bad_plugin.hpp"
BAD_STEP(if (open("/etc/ld.so.cache", O_RDONLY) >= 0) bad::send(out, bad::good_output);)
