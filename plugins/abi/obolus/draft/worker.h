/* SPDX-License-Identifier: Apache-2.0
 *
 * What the hub and a worker process say to each other over their socket pair. A plugin's author needs none of it.
 *
 * Both ends run on one machine, so the numbers are in its own byte order. The hub asks one thing at a time; the worker
 * answers each request once, with its sequence number. The worker is not trusted: the hub takes any other frame, or any
 * byte beyond an answer, for the end of that worker.
 */
#ifndef OBOLUS_DRAFT_WORKER_H
#define OBOLUS_DRAFT_WORKER_H

#include <stdint.h>

#define OBOLUS_WORKER_SOCKET 3 /* the worker's end of the pair, whatever else was open */

typedef struct obolus_frame {
    uint32_t kind;     /* obolus_frame_kind */
    uint32_t sequence; /* of the request; 0 for what the worker says unasked */
    uint32_t size;     /* bytes that follow */
} obolus_frame;

enum obolus_frame_kind {
    /* from the hub */
    OBOLUS_FRAME_NORMALIZE = 1,
    OBOLUS_FRAME_STEP = 2,
    /* from the worker */
    OBOLUS_FRAME_LOADED = 3,  /* first of all, once the last filter is in place; the bytes are the manifest */
    OBOLUS_FRAME_PROBLEM = 4, /* why it ends, a sentence for the operator; nothing follows */
    OBOLUS_FRAME_ANSWER = 5,  /* what the plugin wrote */
    OBOLUS_FRAME_FAILED = 6   /* the plugin returned a status other than OBOLUS_OK, or wrote too much: a sentence */
};

/* Positions in the worker's argv. */
enum obolus_worker_argument {
    OBOLUS_ARGUMENT_PLUGIN = 1, /* path of the shared library */
    OBOLUS_ARGUMENT_PARENT,     /* the hub's pid: a worker whose parent is another one ends at once */
    OBOLUS_ARGUMENT_MEMORY,     /* bytes of address space */
    OBOLUS_ARGUMENT_MESSAGE,    /* largest message in bytes, either way */
    OBOLUS_ARGUMENT_STEP_CPU,   /* milliseconds of CPU time that one request may take */
    OBOLUS_ARGUMENT_COUNT
};

#endif
