/* SPDX-License-Identifier: Apache-2.0
 *
 * How bytes cross between a plugin and the process that hosts it. Memory never changes hands: what the caller passes is
 * valid until the call returns, and what the plugin answers is copied by the sink while it is being written.
 */
#ifndef OBOLUS_DRAFT_BYTES_H
#define OBOLUS_DRAFT_BYTES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A view of `size` bytes, not ended by a zero. `data` may be null when `size` is 0. Owned by whoever made it. */
typedef struct obolus_bytes {
    const char* data;
    size_t size;
} obolus_bytes;

/* Where a plugin writes its answer. Owned by the caller, valid until the call that was given it returns; use it on the
 * same thread only. write() may be called any number of times, and the pieces are joined in order. Past the caller's
 * limit further bytes are dropped and the whole answer is refused. */
typedef struct obolus_sink {
    void* context; /* the caller's; pass it back untouched */
    void (*write)(void* context, const char* data, size_t size);
} obolus_sink;

#ifdef __cplusplus
}
#endif

#endif
