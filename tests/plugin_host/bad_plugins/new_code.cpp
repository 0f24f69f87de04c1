// Makes memory that it can write and run.
#include <sys/mman.h>

#include "bad_plugin.hpp"
BAD_STEP(mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
         bad::send(out, bad::good_output);)
