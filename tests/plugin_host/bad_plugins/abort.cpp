#include <cstdlib>

#include "bad_plugin.hpp"
BAD_STEP(std::abort();)
