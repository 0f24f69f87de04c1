/* SPDX-License-Identifier: Apache-2.0
 *
 * The system calls that are left, as two seccomp filters: while the plugin loads, and afterwards. Lists of what is
 * allowed; anything else ends the process, saying which call it was.
 *
 * A constructor that never returns stays under the first filter. That is the bound to reckon with: it can read what
 * confine_files left and answer on the socket, nothing else.
 */
#ifndef OBOLUS_WORKER_FILTER_H
#define OBOLUS_WORKER_FILTER_H

/* Compiles both filters and installs the first: memory, and opening files for reading. */
void filter_for_loading(void);

/* Installs the second: memory without new code, futex, the socket, exit. */
void filter_for_serving(void);

#endif
