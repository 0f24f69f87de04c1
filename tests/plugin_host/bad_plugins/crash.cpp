#include "bad_plugin.hpp"
BAD_STEP(volatile int* volatile nowhere = nullptr; *nowhere = 1;)
