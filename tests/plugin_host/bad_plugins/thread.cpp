#include <thread>

#include "bad_plugin.hpp"
BAD_STEP(std::thread([] {}).join(); bad::send(out, bad::good_output);)
