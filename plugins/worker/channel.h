/* SPDX-License-Identifier: Apache-2.0
 *
 * The worker's end of the socket pair: whole frames in, whole frames out. Blocking; when the hub is gone the worker
 * ends.
 */
#ifndef OBOLUS_WORKER_CHANNEL_H
#define OBOLUS_WORKER_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

#include "obolus/draft/bytes.h"
#include "obolus/draft/worker.h"

/* The plugin's answer while it is being written, with room for the frame's head in front so that one write() sends
 * both. */
typedef struct answer {
    char* bytes;
    size_t size; /* with the head */
    size_t capacity;
    size_t size_max; /* without the head */
    int overflowed;
} answer;

/* Allocates what a request and its answer need at least. Ends the process when there is no memory. */
void channel_open(size_t message_bytes_max);

/* Waits for one request. `message` stays valid until the next call. Ends the process when the hub closed the socket, or
 * sent what isn't a request. */
obolus_frame channel_receive(obolus_bytes* message);

/* Empties the answer and returns the sink that fills it. */
obolus_sink channel_begin_answer(void);
/* Sends what the sink received; OBOLUS_FRAME_FAILED instead when it was more than the limit. */
void channel_send_answer(uint32_t kind, uint32_t sequence);

/* Sends a short text. Async-signal-safe, and allocates nothing. */
void channel_send_text(uint32_t kind, uint32_t sequence, const char* text, size_t size);

/* Says why and ends the process. `format` as printf. Not for signal handlers. */
_Noreturn void end_with_problem(const char* format, ...) __attribute__((format(printf, 1, 2)));

#endif
