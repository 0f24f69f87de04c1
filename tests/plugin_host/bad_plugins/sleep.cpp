#include <unistd.h>

#include "bad_plugin.hpp"
BAD_STEP(sleep(60);)
