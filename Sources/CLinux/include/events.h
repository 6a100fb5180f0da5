#pragma once

#include <stdint.h>

/// epoll_create1(2), close-on-exec. Swift's Glibc module has no epoll(7).
int clinux_epoll(void);
/// epoll_ctl(2): reports the descriptor by this token from now on when it is readable or has an error. 0, or -1 with errno.
int clinux_epoll_add(int poller, int descriptor, uint64_t token);
/// epoll_ctl(2): reports it no more. To close the descriptor is not enough while another process has a copy of it.
int clinux_epoll_remove(int poller, int descriptor);
/// What is at hand: struct epoll_event.
struct clinux_event {
    uint64_t token;
    int is_readable;
    /// EPOLLERR or EPOLLHUP.
    int is_broken;
};
/// epoll_wait(2) without a time limit, for at most 64 events. How many there are, or -1 with errno.
int clinux_epoll_wait(int poller, struct clinux_event *events, int count);
