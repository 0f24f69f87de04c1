/* Loaded before libc: fdatasync fails with EIO as long as the file exists that OBOLUS_SYNC_FAILS_WHILE names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

int fdatasync(int descriptor) {
    const char* file = getenv("OBOLUS_SYNC_FAILS_WHILE");
    int (*real)(int) = NULL;
    if (file != NULL && access(file, F_OK) == 0) {
        errno = EIO;
        return -1;
    }
    *(void**)&real = dlsym(RTLD_NEXT, "fdatasync");
    return real(descriptor);
}
