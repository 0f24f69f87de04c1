/* SPDX-License-Identifier: Apache-2.0
 *
 * obolus-plugin-worker: the process in which one plugin runs. The hub starts it with a socket as descriptor 3, an empty
 * environment, and the arguments that worker.h lists. Confinement comes first, then the plugin, then the last filter,
 * then requests until the socket closes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "budget.h"
#include "channel.h"
#include "confine.h"
#include "filter.h"
#include "obolus/draft/identity_provider.h"

enum { loading_cpu_ms = 1000 };

/* AddressSanitizer asks for these; without it nobody does. A worker ends by _exit or by a signal, so leaks mean
 * nothing. */
const char* __asan_default_options(void);
const char* __asan_default_options(void) {
    return "detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=64";
}

static const obolus_identity_provider* load(const char* path) {
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) end_with_problem("it is not a shared library that can be loaded: %s", dlerror());
    obolus_idp_entry_function entry = NULL;
    void* symbol = dlsym(library, OBOLUS_IDP_ENTRY);
    if (symbol == NULL) end_with_problem("it is a shared library but not a plugin: it exports no " OBOLUS_IDP_ENTRY);
    memcpy(&entry, &symbol, sizeof entry);

    const obolus_identity_provider* provider = entry(OBOLUS_ABI_MAJOR);
    if (provider == NULL)
        end_with_problem("it doesn't speak this hub's ABI version %u; use a build of it that does", OBOLUS_ABI_MAJOR);
    if (provider->abi_major != OBOLUS_ABI_MAJOR)
        end_with_problem("it speaks ABI version %u, this hub speaks version %u; use a build of it for version %u",
                         provider->abi_major, OBOLUS_ABI_MAJOR, OBOLUS_ABI_MAJOR);
    if (provider->struct_size < sizeof *provider || provider->describe == NULL || provider->normalize == NULL ||
        provider->step == NULL)
        end_with_problem("its table of functions is incomplete: compile it against the published headers");
    return provider;
}

static void send_manifest(const obolus_identity_provider* provider) {
    const obolus_sink sink = channel_begin_answer();
    const obolus_status status = provider->describe(&sink);
    if (status != OBOLUS_OK) end_with_problem("it can't describe itself (status %d)", (int)status);
    channel_send_answer(OBOLUS_FRAME_LOADED, 0);
}

static void serve(const obolus_identity_provider* provider) {
    for (;;) {
        obolus_bytes message;
        const obolus_frame request = channel_receive(&message);
        const obolus_sink sink = channel_begin_answer();
        budget_begin();
        const obolus_status status =
            request.kind == OBOLUS_FRAME_STEP ? provider->step(message, &sink) : provider->normalize(message, &sink);
        budget_end();
        if (status == OBOLUS_OK) {
            channel_send_answer(OBOLUS_FRAME_ANSWER, request.sequence);
        } else {
            const char* text = status == OBOLUS_BAD_MESSAGE ? "it didn't understand the message" : "it failed";
            channel_send_text(OBOLUS_FRAME_FAILED, request.sequence, text, strlen(text));
        }
    }
}

int main(int argc, char** argv) {
    int type = 0;
    socklen_t size = sizeof type;
    if (argc != OBOLUS_ARGUMENT_COUNT || getsockopt(OBOLUS_WORKER_SOCKET, SOL_SOCKET, SO_TYPE, &type, &size) != 0) {
        fputs(
            "obolus-plugin-worker is started by the hub, not by hand. To look at a plugin: obolus plugin show "
            "FILE.so\n",
            stderr);
        return 64;
    }
    const char* path = argv[OBOLUS_ARGUMENT_PLUGIN];
    confine_process(strtol(argv[OBOLUS_ARGUMENT_PARENT], NULL, 10), strtoul(argv[OBOLUS_ARGUMENT_MEMORY], NULL, 10));
    channel_open(strtoul(argv[OBOLUS_ARGUMENT_MESSAGE], NULL, 10));
    confine_files(path);
    confine_stderr();
    budget_start((unsigned)strtoul(argv[OBOLUS_ARGUMENT_STEP_CPU], NULL, 10), loading_cpu_ms);
    filter_for_loading();
    const obolus_identity_provider* provider = load(path);
    filter_for_serving();
    send_manifest(provider);
    budget_end();
    serve(provider);
}
