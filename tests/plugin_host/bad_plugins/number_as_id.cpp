#include "bad_plugin.hpp"
BAD_STEP(bad::send(out, R"({"effect":{"kind":"done","identities":[{"id":9007199254740993}]},"state":null})");)
