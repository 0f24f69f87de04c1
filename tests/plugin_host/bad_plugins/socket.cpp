#include <sys/socket.h>

#include "bad_plugin.hpp"
BAD_STEP(if (socket(AF_INET, SOCK_STREAM, 0) >= 0) bad::send(out, bad::good_output);)
