// Touches a gigabyte, in pieces, and takes no refusal for an answer.
#include <cstdlib>

#include "bad_plugin.hpp"
BAD_STEP(for (int i = 0; i < 1024; ++i) {
    volatile char* piece = static_cast<volatile char*>(std::malloc(1U << 20));
    for (unsigned at = 0; at < 1U << 20; at += 4096)
        piece[at] = 1;
} bad::send(out, bad::good_output);)
