#include <sys/socket.h>

#include "bad_plugin.hpp"
namespace {
const int connection = socket(AF_INET, SOCK_STREAM, 0);
}
BAD_STEP(bad::send(out, connection >= 0 ? "" : bad::good_output);)
