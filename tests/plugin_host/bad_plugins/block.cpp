// Waits on its own end of the socket: no CPU time, no forbidden call.
#include <unistd.h>

#include "bad_plugin.hpp"
BAD_STEP(char byte; while (read(3, &byte, 1) >= 0){})
