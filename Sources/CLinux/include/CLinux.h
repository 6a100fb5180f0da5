// The few system calls, ioctls and constants that Swift cannot import from Glibc, and nothing else.
#pragma once

#include <stddef.h>
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
/// A procfs of one's own, which stands nowhere: fsopen(2), fsmount(2). -1 where the kernel or the rights do not allow it.
int clinux_mount_procfs(void);
/// gettid(2).
pid_t clinux_gettid(void);
/// pidfd_open(2). A descriptor that becomes readable when the process ends.
int clinux_pidfd_open(pid_t process);
/// pidfd_send_signal(2): to that very process, whoever has its number by now.
int clinux_pidfd_signal(int descriptor, int signal);

// <linux/if_tunnel.h>: attributes of an ipip link.
enum {
    CLINUX_IFLA_IPTUN_LINK = 1,
    CLINUX_IFLA_IPTUN_LOCAL = 2,
    CLINUX_IFLA_IPTUN_REMOTE = 3,
    CLINUX_IFLA_IPTUN_TTL = 4,
    CLINUX_IFLA_IPTUN_TOS = 5,
    CLINUX_IFLA_IPTUN_PMTUDISC = 10,
};

/// ppoll(2), which Swift's Glibc module does not have. A negative number of seconds waits for ever.
struct pollfd;
int clinux_ppoll(struct pollfd *descriptors, unsigned count, int64_t seconds, int64_t nanoseconds);

// TUN devices: the ioctls of <linux/if_tun.h> are macros that Swift cannot import.
/// Makes a TUN device (IFF_TUN | IFF_NO_PI) of this name and index behind the descriptor of /dev/net/tun. 0, or -1 with
/// errno: EBUSY if the name or the index is taken.
int clinux_tun_attach(int descriptor, const char *name, int index);
/// Closes every descriptor above 2 but these, which need not be in order. For a child of fork(2): what it holds of a lab,
/// its lock and its namespaces, would outlive a keeper that is killed.
void clinux_keep_only(const int *kept, int count);
/// How many packets may wait in a device of the calling thread's namespace: ip link set NAME txqueuelen N. 0, or -1 with errno.
int clinux_set_queue_length(const char *name, int packets);

/// pipe2(2) with O_CLOEXEC: the reading end first.
int clinux_pipe(int ends[2]);
/// POSIX_SPAWN_SETSID of <spawn.h>, which needs _GNU_SOURCE.
extern const int CLINUX_POSIX_SPAWN_SETSID;

// sendmmsg(2) and recvmmsg(2) are behind _GNU_SOURCE, and struct mmsghdr with them. Declared here in the kernel's layout:
// to include <sys/socket.h> would take its names away from Swift's Glibc module.
/// struct iovec.
struct clinux_vector {
    void *base;
    size_t length;
};
/// struct msghdr.
struct clinux_message_header {
    void *name;
    uint32_t name_length;
    struct clinux_vector *vectors;
    size_t vector_count;
    void *control;
    size_t control_length;
    int flags;
};
/// One message of many: struct mmsghdr.
struct clinux_message {
    struct clinux_message_header header;
    /// How many bytes were sent or received.
    unsigned length;
};
/// sendmmsg(2). How many messages were sent, or -1 with the errno of the first.
int clinux_sendmmsg(int descriptor, struct clinux_message *messages, unsigned count, int flags);
/// recvmmsg(2) without a time limit. How many messages were received, or -1 with errno.
int clinux_recvmmsg(int descriptor, struct clinux_message *messages, unsigned count, int flags);

/// eventfd(2), close-on-exec and non-blocking.
int clinux_eventfd(void);
/// Names the calling thread for ps and top: prctl(PR_SET_NAME). At most 15 bytes.
void clinux_name_thread(const char *name);

/// A non-blocking netlink socket that becomes readable when anything changes that IPv4 routing depends on: links, addresses,
/// routes, rules, next hop objects. -1 with errno.
int clinux_route_monitor(void);

/// Where a datagram came from, and to which of the node's addresses it was sent: what an answer needs.
struct clinux_way {
    /// A struct sockaddr_storage.
    _Alignas(8) unsigned char from[128];
    uint32_t from_length;
    /// A control message of the kind that said so, for sending.
    _Alignas(8) unsigned char control[64];
    size_t control_length;
};
/// Lets clinux_receive know to which address a datagram was sent. 0, or -1 with errno.
int clinux_tell_destination(int descriptor, int is_ipv6);
/// recvmsg(2) without waiting. How many bytes, or -1 with errno.
ssize_t clinux_receive(int descriptor, void *buffer, size_t size, struct clinux_way *way);
/// Sends a datagram back the way that another came, from the address that it was sent to. How many bytes, or -1 with errno.
ssize_t clinux_answer(int descriptor, const void *buffer, size_t size, const struct clinux_way *way);

/// An entry of a socket's error queue: struct sock_extended_err, and who sent the ICMP error.
struct clinux_socket_error {
    int number;
    /// 1: this kernel itself; 2: ICMP; 3: ICMPv6.
    uint8_t origin;
    uint8_t type;
    uint8_t code;
    /// 4, 6, or 0 if nobody is named.
    uint8_t version;
    uint32_t info;
    unsigned char offender[16];
};
/// The next entry of the error queue. 0, or -1 with errno: EAGAIN if there is none.
int clinux_take_error(int descriptor, struct clinux_socket_error *error);

/// accept4(2), which needs _GNU_SOURCE: close-on-exec and non-blocking.
int clinux_accept(int descriptor, void *address, uint32_t *length);

/// A program to run in a node's network namespace.
struct clinux_program {
    /// Ends with NULL.
    char *const *arguments;
    /// Of the network namespace.
    int name_space;
    /// The file that the program sees as /etc/hosts; NULL: see hosts_text.
    const char *hosts_path;
    /// The text that the program sees as /etc/hosts if there is no path; may be NULL.
    const char *hosts_text;
    /// What becomes its standard output and standard error.
    int output;
    /// Close-on-exec. What went wrong before the program began is written here: a struct clinux_program_failure.
    int failure;
    /// Close-on-exec, the reading end of a pipe. Nothing of the program outlives the last writing end.
    int lifeline;
    /// Set by clinux_start_program: the process with which all that the program has started ends, and which ends with it, the
    /// first of a process namespace. 0: this machine allows none.
    pid_t guardian;
};
struct clinux_program_failure {
    int number;
    /// The call that failed.
    char call[28];
};
/// Starts a program in a session and a process namespace of its own, with the lab's /etc/hosts, the node's /sys and a /proc of
/// its own processes. It is killed when the calling thread ends, and so is whatever it has started. The process, or -1 with errno.
pid_t clinux_start_program(struct clinux_program *program);
/// waitid(2) without waiting: 1 if the process has ended, with its status as a shell tells it; else 0. Its guardian, if it has
/// one, is killed then, and must be reaped by clinux_reap_guardian.
int clinux_reap(pid_t process, pid_t guardian, int *status);
/// waitpid(2) without waiting: 1 if the guardian has ended, and with it all that it guarded; else 0.
int clinux_reap_guardian(pid_t guardian);
/// The node's own /sys and the lab's /etc/hosts for the calling thread, in a mount namespace of its own. The name of the call
/// that failed with errno, or NULL.
const char *clinux_enter_mounts(const char *hosts_path, const char *hosts_text);
