/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes from the process what a plugin doesn't need, before the plugin's first instruction runs: a shared library's
 * constructors run inside dlopen.
 *
 * The strict form is the only one that is installed. Built with OBOLUS_SANITIZED (for the tests alone) two things are
 * left out that AddressSanitizer can't live with: RLIMIT_AS, since its shadow takes 20 TB of address space, and the
 * seccomp filters, since its reports open files. Everything else holds there as well.
 */
#ifndef OBOLUS_WORKER_CONFINE_H
#define OBOLUS_WORKER_CONFINE_H

#include <stddef.h>

#ifdef OBOLUS_SANITIZED
#define OBOLUS_WORKER_STRICT 0
#else
#define OBOLUS_WORKER_STRICT 1
#endif

/* Death with the hub, no core files, no privileges by exec, resource limits, no descriptor but the socket and stderr.
 */
void confine_process(long parent, size_t memory_bytes_max);

/* Landlock: of all files, only `plugin` and the system's libraries can be read; no TCP, no signals or abstract sockets
 * to others where the kernel knows of these. On a kernel without Landlock it says so on stderr and goes on: there the
 * filters below still allow reading files while the plugin loads, and only then. */
void confine_files(const char* plugin);

/* Points stderr, the last thing shared with the hub, to nowhere. A sanitizer's report needs it, so only in the strict
 * form. */
void confine_stderr(void);

#endif
