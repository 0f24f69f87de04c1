/* SPDX-License-Identifier: Apache-2.0
 *
 * What a plugin for one identity platform is: a shared library that exports one function, obolus_idp_entry.
 *
 * A plugin is sans-I/O. It opens no file, no socket and no clock; it is asked for the next effect and called again with
 * that effect's result. The messages are JSON (docs/reference/plugin-messages.md) because pointers can't cross a
 * process: each plugin runs alone in a sandboxed worker.
 *
 * Threads: all functions are called on one thread, one at a time. Lifetime: the table and the library stay until the
 * process ends; nothing is called at the end. Nothing may throw or longjmp out of any of these functions.
 *
 * Versions: the first four members of the table keep their place for ever, so that host and plugin can always tell each
 * other apart. Within one major, members are only appended: ask struct_size before reading one that this header's minor
 * added.
 */
#ifndef OBOLUS_DRAFT_IDENTITY_PROVIDER_H
#define OBOLUS_DRAFT_IDENTITY_PROVIDER_H

#include <stdint.h>

#include "obolus/draft/bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The layout of the table below. */
#define OBOLUS_ABI_MAJOR 1u
#define OBOLUS_ABI_MINOR 0u

/* The messages that step, normalize and describe exchange; the manifest repeats it as "interface". While it says draft,
 * any revision may break the one before it. */
#define OBOLUS_IDENTITY_PROVIDER "obolus.identity-provider.draft/1"

/* The one symbol that the host looks up. */
#define OBOLUS_IDP_ENTRY "obolus_idp_entry"

/* What a function of the table returns. Anything but OBOLUS_OK means that the bytes written so far are to be ignored.
 */
typedef int32_t obolus_status;
#define OBOLUS_OK ((obolus_status)0)
#define OBOLUS_BAD_MESSAGE \
    ((obolus_status)1)                   /* the message isn't what the interface describes: a defect of the caller */
#define OBOLUS_FAILED ((obolus_status)2) /* a defect of the plugin, contained by it */

typedef struct obolus_identity_provider {
    uint32_t struct_size; /* sizeof(obolus_identity_provider) as the plugin was compiled */
    uint32_t abi_major;   /* OBOLUS_ABI_MAJOR as the plugin was compiled; another major is refused */
    uint32_t abi_minor;
    uint32_t flags; /* none defined: 0 */

    /* Writes the manifest, a JSON object. The same bytes every time. */
    obolus_status (*describe)(const obolus_sink* out);

    /* {"text", "config"} -> the canonical subject, or null when the text isn't one of this platform's. Pure and
     * idempotent. */
    obolus_status (*normalize)(obolus_bytes message, const obolus_sink* out);

    /* event -> {"effect", "state"}. Pure: the same event gives the same bytes; nothing is remembered between calls, for
     * the next step of a flow may run in another process. */
    obolus_status (*step)(obolus_bytes event, const obolus_sink* out);

    /* A table of a further interface by its id, or null. Static storage, as this table. May itself be null. */
    const void* (*extension)(obolus_bytes id);
} obolus_identity_provider;

/* Returns the plugin's table, of static storage. `host_major` is the host's OBOLUS_ABI_MAJOR: a plugin that speaks
 * several returns the table of that one, any other returns the only one it has, and the host compares. Called once. */
typedef const obolus_identity_provider* (*obolus_idp_entry_function)(uint32_t host_major);

#if defined(__GNUC__)
#define OBOLUS_EXPORT __attribute__((visibility("default")))
#else
#define OBOLUS_EXPORT
#endif

#ifdef __cplusplus
}
#endif

#endif
