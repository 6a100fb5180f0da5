#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

const int CLINUX_CLONE_NEWNET = CLONE_NEWNET;
const int CLINUX_CLONE_NEWNS = CLONE_NEWNS;
const int CLINUX_CLONE_NEWUSER = CLONE_NEWUSER;

int clinux_unshare(int flags) { return unshare(flags); }
int clinux_setns(int descriptor, int type) { return setns(descriptor, type); }
pid_t clinux_gettid(void) { return gettid(); }
int clinux_pidfd_open(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int clinux_ppoll(struct pollfd *descriptors, unsigned count, int64_t seconds, int64_t nanoseconds) {
    struct timespec limit = {.tv_sec = seconds, .tv_nsec = nanoseconds};
    return ppoll(descriptors, count, seconds < 0 ? NULL : &limit, NULL);
}

int clinux_tun_attach(int descriptor, const char *name, int index) {
    unsigned wanted = (unsigned)index;
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(descriptor, TUNSETIFINDEX, &wanted) < 0) return -1;
    return ioctl(descriptor, TUNSETIFF, &request);
}

int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
const int CLINUX_POSIX_SPAWN_SETSID = POSIX_SPAWN_SETSID;
