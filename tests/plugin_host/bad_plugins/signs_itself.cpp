#include "bad_plugin.hpp"
BAD_STEP(
    bad::send(
        out,
        R"({"effect":{"kind":"http","method":"GET","url":"https://a.example/","headers":[["Authorization","Bearer x"]]},"state":null})");)
