#include "bad_plugin.hpp"
BAD_STEP(bad::send(out, R"({"effect":{"kind":"done","identities":[{"id":"1","provider":"twitter"}]},"state":null})");)
