/* SPDX-License-Identifier: Apache-2.0
 *
 * CPU time per request. One interval timer runs for the worker's whole life, so that a request costs no system call and
 * a plugin has none with which to stop it: each tick counts down what the request under way has left.
 */
#ifndef OBOLUS_WORKER_BUDGET_H
#define OBOLUS_WORKER_BUDGET_H

/* Starts the timer; `loading` ms of CPU time are left for loading the plugin. */
void budget_start(unsigned step_ms, unsigned loading_ms);

/* Between these two the plugin may use step_ms, and at most a half more, of CPU time; past that the process ends,
 * saying so. */
void budget_begin(void);
void budget_end(void);

#endif
