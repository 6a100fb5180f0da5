#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
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
    struct ifreq request = {.ifr_flags = (short)(IFF_TUN | IFF_NO_PI | IFF_TUN_EXCL)};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(descriptor, TUNSETIFINDEX, &wanted) < 0) return -1;
    return ioctl(descriptor, TUNSETIFF, &request);
}

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
const int CLINUX_POSIX_SPAWN_SETSID = POSIX_SPAWN_SETSID;

int clinux_set_queue_length(const char *name, int packets) {
    struct ifreq request = {.ifr_qlen = packets};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    int result = ioctl(descriptor, SIOCSIFTXQLEN, &request);
    close(descriptor);
    return result;
}

#define SAME_PLACE(ours, theirs) \
    _Static_assert(offsetof(struct clinux_message, ours) == offsetof(struct mmsghdr, theirs), "the kernel's layout")
_Static_assert(sizeof(struct clinux_message) == sizeof(struct mmsghdr), "the kernel's layout");
SAME_PLACE(header.name_length, msg_hdr.msg_namelen);
SAME_PLACE(header.vectors, msg_hdr.msg_iov);
SAME_PLACE(header.vector_count, msg_hdr.msg_iovlen);
SAME_PLACE(header.control_length, msg_hdr.msg_controllen);
SAME_PLACE(header.flags, msg_hdr.msg_flags);
SAME_PLACE(length, msg_len);

int clinux_sendmmsg(int descriptor, struct clinux_message *messages, unsigned count, int flags) {
    return sendmmsg(descriptor, (struct mmsghdr *)messages, count, flags);
}

int clinux_recvmmsg(int descriptor, struct clinux_message *messages, unsigned count, int flags) {
    return recvmmsg(descriptor, (struct mmsghdr *)messages, count, flags, NULL);
}

int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void clinux_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

static unsigned group(unsigned number) { return 1u << (number - 1); }

int clinux_route_monitor(void) {
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (descriptor < 0) return -1;
    struct sockaddr_nl address = {
        .nl_family = AF_NETLINK,
        .nl_groups = group(RTNLGRP_LINK) | group(RTNLGRP_IPV4_IFADDR) | group(RTNLGRP_IPV4_ROUTE) |
                     group(RTNLGRP_IPV4_RULE) | group(RTNLGRP_NEXTHOP)};
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
    close(descriptor);
    return -1;
}
