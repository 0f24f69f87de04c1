#include <fcntl.h>

#include "bad_plugin.hpp"
namespace {
const int file = open("/tmp/obolus-bad-plugin", O_WRONLY | O_CREAT, 0600);
}
BAD_STEP(bad::send(out, file >= 0 ? "" : bad::good_output);)
