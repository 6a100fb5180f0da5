#include "events.h"

#include <stddef.h>
#include <sys/epoll.h>

int clinux_epoll(void) { return epoll_create1(EPOLL_CLOEXEC); }

int clinux_epoll_add(int poller, int descriptor, uint64_t token) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = token};
    return epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

int clinux_epoll_remove(int poller, int descriptor) { return epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, NULL); }

int clinux_epoll_wait(int poller, struct clinux_event *events, int count) {
    struct epoll_event found[64];
    int ready = epoll_wait(poller, found, count < 64 ? count : 64, -1);
    for (int i = 0; i < ready; i++)
        events[i] = (struct clinux_event){
            .token = found[i].data.u64, .is_readable = (found[i].events & EPOLLIN) != 0,
            .is_broken = (found[i].events & (EPOLLERR | EPOLLHUP)) != 0};
    return ready;
}
