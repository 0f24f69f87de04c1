#include "bad_plugin.hpp"
BAD_STEP(bad::send(out,
                   "{\"effect\":{\"kind\":\"fail\",\"class\":\"denied\",\"detail\":\"\xC3\x28\"},\"state\":null}");)
