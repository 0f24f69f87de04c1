/* SPDX-License-Identifier: Apache-2.0 */
#include "channel.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { first_capacity = 16 * 1024, text_bytes_max = 1024, exit_hub_gone = 0, exit_problem = 1 };

static char* request;
static size_t request_capacity;
static size_t message_bytes_max;
static answer current;

static void send_all(const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t written = write(OBOLUS_WORKER_SOCKET, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) _exit(exit_hub_gone);
        bytes += written;
        size -= (size_t)written;
    }
}

static void receive_all(char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t got = read(OBOLUS_WORKER_SOCKET, bytes, size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) _exit(exit_hub_gone);
        bytes += got;
        size -= (size_t)got;
    }
}

/* Makes room for `needed` bytes; 0 when there is no memory. */
static int reserve(char** bytes, size_t* capacity, size_t needed) {
    if (needed <= *capacity) return 1;
    size_t larger = *capacity > first_capacity ? *capacity : first_capacity;
    while (larger < needed)
        larger *= 2;
    char* moved = realloc(*bytes, larger);
    if (moved == NULL) return 0;
    *bytes = moved;
    *capacity = larger;
    return 1;
}

static void append(void* context, const char* data, size_t size) {
    answer* to = context;
    if (to->overflowed || size == 0) return;
    if (size > to->size_max || to->size - sizeof(obolus_frame) > to->size_max - size ||
        !reserve(&to->bytes, &to->capacity, to->size + size)) {
        to->overflowed = 1;
        return;
    }
    memcpy(to->bytes + to->size, data, size);
    to->size += size;
}

void channel_open(size_t bytes_max) {
    message_bytes_max = bytes_max;
    current.size_max = bytes_max;
    if (!reserve(&request, &request_capacity, first_capacity) ||
        !reserve(&current.bytes, &current.capacity, first_capacity))
        end_with_problem("there is no memory for the first message; raise the plugins' memory limit");
}

obolus_frame channel_receive(obolus_bytes* message) {
    obolus_frame head;
    receive_all((char*)&head, sizeof head);
    if ((head.kind != OBOLUS_FRAME_NORMALIZE && head.kind != OBOLUS_FRAME_STEP) || head.size > message_bytes_max)
        end_with_problem(
            "the hub sent a frame of kind %u with %u bytes, which this worker doesn't know: are both of one version?",
            head.kind, head.size);
    if (!reserve(&request, &request_capacity, head.size)) end_with_problem("there is no memory left for a message");
    receive_all(request, head.size);
    message->data = request;
    message->size = head.size;
    return head;
}

obolus_sink channel_begin_answer(void) {
    current.size = sizeof(obolus_frame);
    current.overflowed = 0;
    const obolus_sink sink = {&current, append};
    return sink;
}

void channel_send_answer(uint32_t kind, uint32_t sequence) {
    if (current.overflowed) {
        static const char text[] = "the answer is larger than a message may be";
        channel_send_text(OBOLUS_FRAME_FAILED, sequence, text, sizeof text - 1);
        return;
    }
    const obolus_frame head = {kind, sequence, (uint32_t)(current.size - sizeof head)};
    memcpy(current.bytes, &head, sizeof head);
    send_all(current.bytes, current.size);
}

void channel_send_text(uint32_t kind, uint32_t sequence, const char* text, size_t size) {
    char bytes[sizeof(obolus_frame) + text_bytes_max];
    if (size > text_bytes_max) size = text_bytes_max;
    const obolus_frame head = {kind, sequence, (uint32_t)size};
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, text, size);
    send_all(bytes, sizeof head + size);
}

void end_with_problem(const char* format, ...) {
    char text[text_bytes_max];
    va_list arguments;
    va_start(arguments, format);
    const int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const size_t shown = size < 0 ? 0 : (size_t)size < sizeof text ? (size_t)size : sizeof text - 1;
    channel_send_text(OBOLUS_FRAME_PROBLEM, 0, text, shown);
    _exit(exit_problem);
}
