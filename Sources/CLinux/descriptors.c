#define _GNU_SOURCE
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

int clinux_ppoll(struct pollfd *descriptors, unsigned count, int64_t seconds, int64_t nanoseconds) {
    struct timespec limit = {.tv_sec = seconds, .tv_nsec = nanoseconds};
    return ppoll(descriptors, count, seconds < 0 ? NULL : &limit, NULL);
}

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int clinux_flush_output(void) {
    if (fflush(stdout) != 0) {
        int error = errno;
        clearerr(stdout);
        return error;
    }
    if (!ferror(stdout)) return 0;
    // What did not fit into the buffer was lost while it was printed, and nobody has kept why: one more byte tells.
    clearerr(stdout);
    int error = fputc('\n', stdout) == EOF || fflush(stdout) != 0 ? errno : EIO;
    clearerr(stdout);
    return error;
}
