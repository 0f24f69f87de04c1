/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel.h"
#include "confine.h"

enum { instructions_max = 512, exit_forbidden = 2 };

static struct sock_filter serving_code[instructions_max];
static struct sock_fprog serving = {0, serving_code};

typedef struct named_call {
    int number;
    const char* name;
    const char* what;
} named_call;

/* What a plugin is most likely to be stopped for; the message names any other call by its number. */
static const named_call named_calls[] = {
    {SYS_socket, "socket", "network"},
    {SYS_socketpair, "socketpair", "network"},
    {SYS_connect, "connect", "network"},
    {SYS_bind, "bind", "network"},
    {SYS_sendto, "sendto", "network"},
    {SYS_recvfrom, "recvfrom", "network"},
    {SYS_openat, "openat", "files"},
    {SYS_openat2, "openat2", "files"},
    {SYS_unlinkat, "unlinkat", "files"},
    {SYS_readlinkat, "readlinkat", "files"},
    {SYS_newfstatat, "newfstatat", "files"},
    {SYS_write, "write", "files"},
    {SYS_read, "read", "files"},
    {SYS_ioctl, "ioctl", "devices"},
    {SYS_clone, "clone", "processes"},
    {SYS_clone3, "clone3", "processes"},
    {SYS_execve, "execve", "processes"},
    {SYS_execveat, "execveat", "processes"},
    {SYS_kill, "kill", "signals"},
    {SYS_tgkill, "tgkill", "signals"},
    {SYS_rt_sigaction, "rt_sigaction", "signals"},
    {SYS_ptrace, "ptrace", "processes"},
    {SYS_prctl, "prctl", "processes"},
    {SYS_mmap, "mmap", "executable memory"},
    {SYS_mprotect, "mprotect", "executable memory"},
    {SYS_clock_nanosleep, "clock_nanosleep", "clocks"},
    {SYS_setitimer, "setitimer", "clocks"},
    {SYS_getrandom, "getrandom", "randomness"},
#ifdef __x86_64__
    {SYS_open, "open", "files"},
    {SYS_fork, "fork", "processes"},
    {SYS_vfork, "vfork", "processes"},
    {SYS_unlink, "unlink", "files"},
#endif
};

static size_t append_text(char* text, size_t at, const char* more) {
    while (*more != '\0')
        text[at++] = *more++;
    return at;
}

static size_t append_number(char* text, size_t at, unsigned number) {
    if (number >= 10) at = append_number(text, at, number / 10);
    text[at++] = (char)('0' + number % 10);
    return at;
}

/* The filters answer a forbidden call with SIGSYS rather than death on the spot, so that this can say which one it was.
 * The call has not been made; neither filter allows to change a handler; and a process in which SIGSYS is blocked is
 * killed by the kernel. */
static void on_forbidden_call(int signal_number, siginfo_t* info, void* context) {
    (void)signal_number;
    (void)context;
    char text[160];
    size_t size = append_text(text, 0, "it made the forbidden system call ");
    const named_call* call = NULL;
    for (size_t i = 0; i < sizeof named_calls / sizeof *named_calls; ++i) {
        if (named_calls[i].number == info->si_syscall) call = &named_calls[i];
    }
    size = call != NULL ? append_text(text, size, call->name) : append_number(text, size, (unsigned)info->si_syscall);
    if (call != NULL) {
        size = append_text(text, size, " (");
        size = append_text(text, size, call->what);
        size = append_text(text, size, ")");
    }
    channel_send_text(OBOLUS_FRAME_PROBLEM, 0, text, size);
    _exit(exit_forbidden);
}

static void check(int result, const char* what) {
    if (result < 0) end_with_problem("the seccomp filter can't be built (%s): %s", what, strerror(-result));
}

static void allow(scmp_filter_ctx filter, int call) {
    check(seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0), "rule");
}

static void allow_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp condition) {
    check(seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, condition), "conditional rule");
}

static void allow_what_both_need(scmp_filter_ctx filter) {
    static const int calls[] = {
        SCMP_SYS(munmap),       SCMP_SYS(mremap),          SCMP_SYS(madvise), SCMP_SYS(brk),
        SCMP_SYS(futex),        SCMP_SYS(rt_sigreturn),    SCMP_SYS(exit),    SCMP_SYS(exit_group),
        SCMP_SYS(sched_yield),  SCMP_SYS(restart_syscall), SCMP_SYS(getpid),  SCMP_SYS(gettid),
        SCMP_SYS(clock_gettime)};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i)
        allow(filter, calls[i]);
    allow_if(filter, SCMP_SYS(write), SCMP_A0(SCMP_CMP_EQ, OBOLUS_WORKER_SOCKET));
    allow_if(filter, SCMP_SYS(write), SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO)); /* nowhere by now: libc's last words */
    allow_if(filter, SCMP_SYS(writev), SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO));
    /* abort(), so that a failed assertion looks like one: it signals its own process, and tries to change the mask. */
    check(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()),
                           SCMP_A2(SCMP_CMP_EQ, SIGABRT)),
          "tgkill");
    check(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(rt_sigprocmask), 0), "rt_sigprocmask");
}

static scmp_filter_ctx new_filter(void) {
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
    if (filter == NULL) end_with_problem("the seccomp filter can't be built: no memory");
    check(seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS), "other architectures");
    allow_what_both_need(filter);
    return filter;
}

/* Takes the compiled program out of the library: after dlopen nothing of it is called any more. */
static void compile(scmp_filter_ctx filter, struct sock_fprog* program) {
    int ends[2]; /* a pipe, not a file: the size of files is limited to nothing by now */
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        end_with_problem("no place to compile the seccomp filter: %s", strerror(errno));
    check(seccomp_export_bpf(filter, ends[1]), "export");
    const ssize_t size = read(ends[0], program->filter, instructions_max * sizeof *program->filter);
    close(ends[0]);
    close(ends[1]);
    seccomp_release(filter);
    if (size <= 0 || (size_t)size == instructions_max * sizeof *program->filter)
        end_with_problem("the seccomp filter has an unexpected size");
    program->len = (unsigned short)((size_t)size / sizeof *program->filter);
}

static void install(const struct sock_fprog* program) {
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program) != 0)
        end_with_problem("the kernel refused the seccomp filter: %s", strerror(errno));
}

void filter_for_loading(void) {
    if (!OBOLUS_WORKER_STRICT) return;
    struct sigaction action = {.sa_sigaction = on_forbidden_call, .sa_flags = SA_SIGINFO};
    if (sigaction(SIGSYS, &action, NULL) != 0) end_with_problem("can't handle SIGSYS: %s", strerror(errno));

    scmp_filter_ctx later = new_filter();
    allow_if(later, SCMP_SYS(read), SCMP_A0(SCMP_CMP_EQ, OBOLUS_WORKER_SOCKET));
    allow_if(later, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow_if(later, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    compile(later, &serving);

    scmp_filter_ctx now = new_filter();
    static const int calls[] = {SCMP_SYS(read),      SCMP_SYS(pread64),    SCMP_SYS(close), SCMP_SYS(fstat),
                                SCMP_SYS(lseek),     SCMP_SYS(newfstatat), SCMP_SYS(mmap),  SCMP_SYS(mprotect),
                                SCMP_SYS(getrandom), SCMP_SYS(seccomp)};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i)
        allow(now, calls[i]);
    allow_if(now, SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND, O_RDONLY));
    static struct sock_filter loading_code[instructions_max];
    struct sock_fprog loading = {0, loading_code};
    compile(now, &loading);
    install(&loading);
}

void filter_for_serving(void) {
    if (OBOLUS_WORKER_STRICT) install(&serving);
}
