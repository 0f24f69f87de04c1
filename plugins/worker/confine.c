/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel.h"

/* From the kernel's linux/landlock.h, whose packaged copy may be older than the kernel that runs. The structure grows
 * at its end, and the size passed says how much of it is meant. */
enum {
    landlock_create_ruleset_version = 1,
    landlock_rule_path_beneath = 1,
    landlock_read_file = 1 << 2,
    landlock_fs_rights_v1 = (1 << 13) - 1,
    landlock_refer = 1 << 13,     /* 2 */
    landlock_truncate = 1 << 14,  /* 3 */
    landlock_net_tcp = 3,         /* 4: bind and connect */
    landlock_ioctl_dev = 1 << 15, /* 5 */
    landlock_scopes = 3,          /* 6: abstract sockets and signals */
};

struct ruleset {
    uint64_t filesystem;
    uint64_t network;
    uint64_t scopes;
};

struct __attribute__((packed)) path_rule {
    uint64_t allowed;
    int32_t parent;
};

static void limit(int resource, const char* name, rlim_t value) {
    const struct rlimit both = {value, value};
    if (setrlimit((__rlimit_resource_t)resource, &both) != 0)
        end_with_problem("can't limit %s: %s", name, strerror(errno));
}

void confine_process(long parent, size_t memory_bytes_max) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) end_with_problem("can't ask to end with the hub: %s", strerror(errno));
    if (getppid() != parent) _exit(0); /* the hub ended before the line above */
    if (prctl(PR_SET_DUMPABLE, 0) != 0) end_with_problem("can't forbid dumps: %s", strerror(errno));
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) end_with_problem("can't give up privileges: %s", strerror(errno));
    if (close_range(OBOLUS_WORKER_SOCKET + 1, ~0U, 0) != 0)
        end_with_problem("can't close descriptors: %s", strerror(errno));
    limit(RLIMIT_CORE, "core files", 0);
    limit(RLIMIT_FSIZE, "the size of files", 0);
    limit(RLIMIT_NOFILE, "open files", 16);
    limit(RLIMIT_NPROC, "processes", 0);
    limit(RLIMIT_MEMLOCK, "locked memory", 0);
    if (OBOLUS_WORKER_STRICT) limit(RLIMIT_AS, "memory", memory_bytes_max);
}

static void allow_reading(int rules, const char* path, int required) {
    const struct path_rule rule = {landlock_read_file, open(path, O_PATH | O_CLOEXEC)};
    if (rule.parent < 0) {
        if (required) end_with_problem("%s can't be opened: %s", path, strerror(errno));
        return;
    }
    if (syscall(SYS_landlock_add_rule, rules, landlock_rule_path_beneath, &rule, 0) != 0)
        end_with_problem("Landlock refused a rule for %s: %s", path, strerror(errno));
    close(rule.parent);
}

void confine_files(const char* plugin) {
    static const char* const libraries[] = {"/etc/ld.so.cache", "/lib",       "/lib64",
                                            "/usr/lib",         "/usr/lib64", "/usr/local/lib"};
    const long version = syscall(SYS_landlock_create_ruleset, NULL, 0, landlock_create_ruleset_version);
    if (version < 1) {
        fprintf(
            stderr,
            "obolus-plugin-worker: this kernel has no Landlock (%s): while %s loads it could read the hub's files\n",
            strerror(errno), plugin);
        return;
    }
    struct ruleset handled = {landlock_fs_rights_v1, 0, 0};
    size_t size = sizeof handled.filesystem;
    if (version >= 2) handled.filesystem |= landlock_refer;
    if (version >= 3) handled.filesystem |= landlock_truncate;
    if (version >= 4) handled.network = landlock_net_tcp, size += sizeof handled.network;
    if (version >= 5) handled.filesystem |= landlock_ioctl_dev;
    if (version >= 6) handled.scopes = landlock_scopes, size += sizeof handled.scopes;
    const int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
    if (rules < 0) end_with_problem("Landlock made no ruleset: %s", strerror(errno));
    allow_reading(rules, plugin, 1);
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; ++i)
        allow_reading(rules, libraries[i], 0);
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        end_with_problem("Landlock refused its rules: %s", strerror(errno));
    close(rules);
}

void confine_stderr(void) {
    if (!OBOLUS_WORKER_STRICT) return;
    if (dup2(STDOUT_FILENO, STDERR_FILENO) < 0) end_with_problem("can't close stderr: %s", strerror(errno));
}
