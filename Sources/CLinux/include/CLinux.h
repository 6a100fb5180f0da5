// The few system calls, ioctls and constants that Swift cannot import from Glibc, and nothing else.
#pragma once

#include <stdint.h>
#include <sys/types.h>

// Namespaces: <sched.h> hides these behind _GNU_SOURCE, which Swift's Glibc module does not define.
extern const int CLINUX_CLONE_NEWNET;
extern const int CLINUX_CLONE_NEWNS;
extern const int CLINUX_CLONE_NEWUSER;

/// unshare(2). Affects the calling thread only.
int clinux_unshare(int flags);
/// setns(2). Affects the calling thread only.
int clinux_setns(int descriptor, int type);
/// gettid(2).
pid_t clinux_gettid(void);
/// pidfd_open(2). A descriptor that becomes readable when the process ends.
int clinux_pidfd_open(pid_t process);

// <linux/if_tunnel.h>: attributes of an ipip link.
enum {
    CLINUX_IFLA_IPTUN_LINK = 1,
    CLINUX_IFLA_IPTUN_LOCAL = 2,
    CLINUX_IFLA_IPTUN_REMOTE = 3,
    CLINUX_IFLA_IPTUN_TTL = 4,
    CLINUX_IFLA_IPTUN_TOS = 5,
    CLINUX_IFLA_IPTUN_PMTUDISC = 10,
};
