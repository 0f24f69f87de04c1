#include <string>

#include "bad_plugin.hpp"
BAD_STEP(const std::string piece(1U << 18, ' '); for (int i = 0; i < 9; ++i) bad::send(out, piece);
         bad::send(out, bad::good_output);)
