#include <stdexcept>

#include "bad_plugin.hpp"
BAD_STEP(throw std::runtime_error("out of the ABI");)
