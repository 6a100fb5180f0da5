#pragma once

#include <stdint.h>

/// ppoll(2), which Swift's Glibc module does not have. A negative number of seconds waits for ever.
struct pollfd;
int clinux_ppoll(struct pollfd *descriptors, unsigned count, int64_t seconds, int64_t nanoseconds);
/// pipe2(2) with O_CLOEXEC: the reading end first.
int clinux_pipe(int ends[2]);
/// eventfd(2), close-on-exec and non-blocking.
int clinux_eventfd(void);
/// fflush(3) of standard output, whose name Swift 6 does not take: 0, or the number of the error by which anything that was
/// printed since the last call is lost.
int clinux_flush_output(void);
