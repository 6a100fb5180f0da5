#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <linux/close_range.h>
#include <linux/errqueue.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// <linux/mount.h> has them, and cannot be included beside <sys/mount.h>; glibc has them since 2.36.
#ifndef FSOPEN_CLOEXEC
#define FSOPEN_CLOEXEC 1
#define FSMOUNT_CLOEXEC 1
#define FSCONFIG_CMD_CREATE 6
#define MOUNT_ATTR_NOSUID 2
#define MOUNT_ATTR_NODEV 4
#define MOUNT_ATTR_NOEXEC 8
#endif

const int CLINUX_CLONE_NEWNET = CLONE_NEWNET;
const int CLINUX_CLONE_NEWNS = CLONE_NEWNS;
const int CLINUX_CLONE_NEWUSER = CLONE_NEWUSER;

int clinux_unshare(int flags) { return unshare(flags); }
int clinux_setns(int descriptor, int type) { return setns(descriptor, type); }
pid_t clinux_gettid(void) { return gettid(); }

int clinux_mount_procfs(void) {
    int context = (int)syscall(SYS_fsopen, "proc", FSOPEN_CLOEXEC);
    if (context < 0) return -1;
    int mount = -1;
    if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
        mount = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
    int error = errno;
    close(context);
    errno = error;
    return mount;
}

int clinux_pidfd_open(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
int clinux_pidfd_signal(int descriptor, int signal) { return (int)syscall(SYS_pidfd_send_signal, descriptor, signal, NULL, 0); }

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

void clinux_keep_only(const int *kept, int count) {
    int start = 3;
    while (1) {
        int next = -1;
        for (int i = 0; i < count; i++)
            if (kept[i] >= start && (next < 0 || kept[i] < next)) next = kept[i];
        if (next < 0) break;
        if (next > start) syscall(SYS_close_range, (unsigned)start, (unsigned)next - 1, 0u);
        start = next + 1;
    }
    syscall(SYS_close_range, (unsigned)start, ~0u, 0u);
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

int clinux_tell_destination(int descriptor, int is_ipv6) {
    int yes = 1;
    return is_ipv6 ? setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVPKTINFO, &yes, sizeof yes)
                   : setsockopt(descriptor, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes);
}

ssize_t clinux_receive(int descriptor, void *buffer, size_t size, struct clinux_way *way) {
    struct iovec vector = {.iov_base = buffer, .iov_len = size};
    struct msghdr message = {
        .msg_name = way->from, .msg_namelen = sizeof way->from, .msg_iov = &vector, .msg_iovlen = 1,
        .msg_control = way->control, .msg_controllen = sizeof way->control};
    ssize_t count = recvmsg(descriptor, &message, MSG_DONTWAIT);
    if (count < 0) return -1;
    way->from_length = message.msg_namelen;
    way->control_length = 0;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || message.msg_flags & MSG_CTRUNC) return count;
    // The route decides the link, except for an address that says nothing without one.
    if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
        struct in6_pktinfo *info = (struct in6_pktinfo *)CMSG_DATA(header);
        if (!IN6_IS_ADDR_LINKLOCAL(&info->ipi6_addr)) info->ipi6_ifindex = 0;
        if (!IN6_IS_ADDR_MULTICAST(&info->ipi6_addr)) way->control_length = CMSG_SPACE(sizeof *info);
    } else if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
        // ipi_spec_dst is the local address already, for broadcasts and multicasts too.
        ((struct in_pktinfo *)CMSG_DATA(header))->ipi_ifindex = 0;
        way->control_length = CMSG_SPACE(sizeof(struct in_pktinfo));
    }
    return count;
}

ssize_t clinux_answer(int descriptor, const void *buffer, size_t size, const struct clinux_way *way) {
    struct iovec vector = {.iov_base = (void *)buffer, .iov_len = size};
    struct msghdr message = {
        .msg_name = (void *)way->from, .msg_namelen = way->from_length, .msg_iov = &vector, .msg_iovlen = 1,
        .msg_control = way->control_length ? (void *)way->control : NULL, .msg_controllen = way->control_length};
    return sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int clinux_take_error(int descriptor, struct clinux_socket_error *error) {
    _Alignas(8) unsigned char control[512];
    struct msghdr message = {.msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(descriptor, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return -1;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        int is_ipv4 = header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR;
        int is_ipv6 = header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_RECVERR;
        if (!is_ipv4 && !is_ipv6) continue;
        struct sock_extended_err *entry = (struct sock_extended_err *)CMSG_DATA(header);
        *error = (struct clinux_socket_error){
            .number = (int)entry->ee_errno, .origin = entry->ee_origin, .type = entry->ee_type, .code = entry->ee_code,
            .info = entry->ee_info};
        struct sockaddr *offender = SO_EE_OFFENDER(entry);
        if (offender->sa_family == AF_INET) {
            error->version = 4;
            memcpy(error->offender, &((struct sockaddr_in *)offender)->sin_addr, 4);
        } else if (offender->sa_family == AF_INET6) {
            error->version = 6;
            memcpy(error->offender, &((struct sockaddr_in6 *)offender)->sin6_addr, 16);
        }
        return 0;
    }
    errno = EAGAIN;
    return -1;
}

int clinux_accept(int descriptor, void *address, uint32_t *length) {
    return accept4(descriptor, address, length, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

// Mounts the text as /etc/hosts. It lies in a file system of its own that no directory shows: the place where it is written is
// mounted over for a moment, and /sys is one that is about to be mounted anew anyway.
static const char *mount_hosts_text(const char *text) {
    if (mount("hosts", "/sys", "tmpfs", 0, "size=1m,mode=755") != 0) return "mount";
    int file = open("/sys/hosts", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) return "open";
    size_t length = strlen(text);
    ssize_t written = write(file, text, length);
    close(file);
    if (written != (ssize_t)length) return "write";
    if (mount("/sys/hosts", "/etc/hosts", NULL, MS_BIND, NULL) != 0 && errno != ENOENT) return "mount";
    return umount2("/sys", MNT_DETACH) == 0 ? NULL : "umount2";
}

const char *clinux_enter_mounts(const char *hosts_path, const char *hosts_text) {
    if (unshare(CLONE_NEWNS) != 0) return "unshare";
    if (mount("", "/", "none", MS_SLAVE | MS_REC, NULL) != 0) return "mount";
    umount2("/sys", MNT_DETACH);
    // A machine without an /etc/hosts has no place for one.
    if (hosts_path && mount(hosts_path, "/etc/hosts", NULL, MS_BIND, NULL) != 0 && errno != ENOENT) return "mount";
    if (!hosts_path && hosts_text) {
        const char *failed = mount_hosts_text(hosts_text);
        if (failed) return failed;
    }
    // In a user namespace the kernel allows no more than what is there already: read-only in most containers. Where it
    // allows nothing at all, /sys goes on to show the machine's links, and that is all that is lost.
    if (mount("warren", "/sys", "sysfs", 0, NULL) == 0 || mount("warren", "/sys", "sysfs", MS_RDONLY, NULL) == 0) return NULL;
    return errno == EPERM ? NULL : "mount";
}

static const char *become(const struct clinux_program *program, pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    int kept[] = {program->name_space, program->output, program->failure};
    clinux_keep_only(kept, 3);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return "prctl";
    // The parent may have ended in between. From within a process namespace it is not seen: 0.
    if (getppid() != (program->guardian ? 0 : parent)) _exit(0);
    if (setns(program->name_space, CLONE_NEWNET) != 0) return "setns";
    const char *failed = clinux_enter_mounts(program->hosts_path, program->hosts_text);
    if (failed) return failed;
    // So that the numbers there are those that the program knows. Some containers forbid it; then it sees the machine's.
    if (program->guardian) mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, 0) < 0 || dup2(program->output, 1) < 0 || dup2(program->output, 2) < 0) return "dup2";
    if (syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC) != 0) return "close_range";
    execvp(program->arguments[0], program->arguments);
    return "execvp";
}

// The first process of a process namespace. When it ends, the kernel kills whatever else is in there, sessions and groups aside;
// and it ends with who holds the lifeline, however that ends. It adopts and reaps what is left of the program's children.
static void guard(int lifeline) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    signal(SIGCHLD, SIG_IGN);
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    prctl(PR_SET_NAME, "warren guardian", 0, 0, 0);
    // Nothing else of the parent's is held by it.
    if (lifeline != 0) dup2(lifeline, 0);
    syscall(SYS_close_range, 1u, ~0u, 0);
    char byte;
    while (read(0, &byte, 1) < 0 && errno == EINTR) {}
    _exit(0);
}

struct started {
    pid_t process, guardian;
    int error;
};

// A child of this process's parent, as if that had forked.
static pid_t fork_sibling(void) { return (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0); }

static void run(const struct clinux_program *program, pid_t parent) {
    struct clinux_program_failure failure = {0};
    const char *call = become(program, parent);
    failure.number = errno;
    strncpy(failure.call, call, sizeof failure.call - 1);
    ssize_t ignored = write(program->failure, &failure, sizeof failure);
    (void)ignored;
    _exit(127);
}

// In a process that ends at once, because who has a new process namespace for its children cannot be rid of it: in a user
// namespace it may not return to the machine's.
static struct started start(struct clinux_program *program, pid_t parent) {
    struct started started = {.process = -1};
    if (unshare(CLONE_NEWPID) == 0) {
        started.guardian = fork_sibling();
        if (started.guardian == 0) guard(program->lifeline);
        started.error = errno;
        // A namespace whose first process could not be made takes no other.
        if (started.guardian < 0) return started;
        program->guardian = started.guardian;
    }
    started.process = fork_sibling();
    if (started.process == 0) run(program, parent);
    started.error = errno;
    if (started.process < 0 && started.guardian > 0) kill(started.guardian, SIGKILL);
    return started;
}

pid_t clinux_start_program(struct clinux_program *program) {
    pid_t parent = getpid();
    program->guardian = 0;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    pid_t starter = fork();
    if (starter == 0) {
        struct started started = start(program, parent);
        ssize_t ignored = write(ends[1], &started, sizeof started);
        (void)ignored;
        _exit(0);
    }
    struct started started = {.process = -1, .error = errno};
    close(ends[1]);
    if (starter > 0) {
        ssize_t count;
        while ((count = read(ends[0], &started, sizeof started)) < 0 && errno == EINTR) {}
        if (count != sizeof started) started = (struct started){.process = -1, .error = ECHILD};
        while (waitpid(starter, NULL, 0) < 0 && errno == EINTR) {}
    }
    close(ends[0]);
    if (started.process < 0 && started.guardian > 0) waitpid(started.guardian, NULL, 0);
    else if (started.guardian > 0) program->guardian = started.guardian;
    errno = started.error;
    return started.process;
}

int clinux_reap(pid_t process, pid_t guardian, int *status) {
    siginfo_t info = {0};
    // Its process group ends with it, while its number is still its own.
    if (waitid(P_PID, process, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return 0;
    kill(-process, SIGKILL);
    int word = 0;
    if (waitpid(process, &word, 0) != process) return 0;
    if (guardian > 0) kill(guardian, SIGKILL);
    *status = WIFSIGNALED(word) ? 128 + WTERMSIG(word) : WEXITSTATUS(word);
    return 1;
}

int clinux_reap_guardian(pid_t guardian) { return waitpid(guardian, NULL, WNOHANG) == guardian; }
