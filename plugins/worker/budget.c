/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE
#include "budget.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "channel.h"

enum { ticks_per_step = 2, idle = -1, exit_out_of_time = 3 };

static volatile sig_atomic_t ticks_left = idle;

static void on_tick(int signal_number) {
    (void)signal_number;
    if (ticks_left == idle) return;
    if (ticks_left > 0) {
        --ticks_left;
        return;
    }
    static const char text[] = "it used more CPU time than it may";
    channel_send_text(OBOLUS_FRAME_PROBLEM, 0, text, sizeof text - 1);
    _exit(exit_out_of_time);
}

void budget_start(unsigned step_ms, unsigned loading_ms) {
    const unsigned tick_ms = step_ms / ticks_per_step > 0 ? step_ms / ticks_per_step : 1;
    const struct sigaction action = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
    const struct timeval tick = {(time_t)(tick_ms / 1000), (suseconds_t)(tick_ms % 1000) * 1000};
    const struct itimerval timer = {tick, tick};
    ticks_left = (sig_atomic_t)(loading_ms / tick_ms + 1);
    if (sigaction(SIGPROF, &action, NULL) != 0 || setitimer(ITIMER_PROF, &timer, NULL) != 0)
        end_with_problem("can't limit CPU time: %s", strerror(errno));
}

/* The first tick may come at once, hence one more than the step's own. */
void budget_begin(void) { ticks_left = ticks_per_step; }
void budget_end(void) { ticks_left = idle; }
