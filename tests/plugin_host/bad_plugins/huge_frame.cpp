// Announces four gigabytes.
#include <obolus/draft/worker.h>
#include <unistd.h>

#include "bad_plugin.hpp"
BAD_STEP(const obolus_frame forged = {OBOLUS_FRAME_ANSWER, 1, 0xFFFFFFFFU};
         if (write(3, &forged, sizeof forged) > 0) bad::send(out, bad::good_output);)
