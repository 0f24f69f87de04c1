#include <string>

#include "bad_plugin.hpp"
BAD_STEP(bad::send(out, R"({"effect":{"kind":"fail","class":"denied"},"state":)" + std::string(100000, '[') +
                            std::string(100000, ']') + "}");)
