// A library for LD_PRELOAD that makes one chosen request to the kernel fail, or kills the process right after it.
//
// It is no part of the program: it stands between the program and the C library while a test runs, so that what
// is tried is the very program that users have, and no setting of that program can make it fail.
//
// Every request by which a lab is made or kept passes one of the functions below: netlink messages, one by one
// even within one datagram; namespaces; settings; sockets; threads and processes; names and files.
#define _GNU_SOURCE
#include "CFaults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

// The page, in the process that is to be disturbed and in its children until they become another program.
static struct cfaults_page *page;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// WARREN_FAULTS_IN says which verb's process is meant: `keeper` unless it says otherwise.
static int is_meant(void) {
    char line[256] = {0};
    int file = REAL(open)("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t length = REAL(read)(file, line, sizeof line - 2);
    close(file);
    if (length <= 0) return 0;
    const char *verb = getenv("WARREN_FAULTS_IN");
    return strcmp(line + strlen(line) + 1, verb ? verb : "keeper") == 0;
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("WARREN_FAULTS");
    if (!path || !is_meant()) return;
    int file = REAL(open)(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (mapped == MAP_FAILED) return;
    struct cfaults_page *found = mapped;
    found->process = getpid();
    page = found;
}

enum verdict { GO, REFUSE, KILL };

// FNV-1a.
static uint64_t sum(uint64_t before, const void *bytes, size_t length) {
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < length; i++) before = (before ^ byte[i]) * 1099511628211u;
    return before;
}

// What words say in every run: without what follows a `|`, and without the number of the process, which is in names of files.
static uint64_t sum_of_words(const char *words) {
    char process[16];
    int digits = snprintf(process, sizeof process, "%d", page->process);
    size_t length = strcspn(words, "|");
    uint64_t own = 14695981039346656037u;
    const char *found = strstr(words, process);
    if (!found || found >= words + length) return sum(own, words, length);
    own = sum(own, words, found - words);
    return sum(own, found + digits, words + length - found - digits);
}

// Counts a request, and says what is to become of it. `bytes` are what tells it from others of the same words, and `words`
// say what it is.
static enum verdict decide(const void *bytes, size_t length, const char *words) {
    static uint64_t last;
    uint32_t number = __atomic_add_fetch(&page->count, 1, __ATOMIC_SEQ_CST);
    uint64_t own = sum(sum_of_words(words), bytes, length);
    if (number <= CFAULTS_SUMS) {
        page->own[number - 1] = own;
        page->sums[number - 1] = sum(own, &last, sizeof last);
    }
    last = own;
    if (page->kind == CFAULTS_COUNT || own != page->wanted) return GO;
    if (__atomic_add_fetch(&page->met, 1, __ATOMIC_SEQ_CST) != __atomic_load_n(&page->target, __ATOMIC_SEQ_CST)) return GO;
    strncpy(page->what, words, sizeof page->what - 1);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    page->fired_at = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    __atomic_store_n(&page->fired, 1, __ATOMIC_SEQ_CST);
    return page->kind == CFAULTS_KILL ? KILL : REFUSE;
}

__attribute__((format(printf, 1, 2))) static enum verdict point(const char *format, ...) {
    if (!page) return GO;
    char text[sizeof page->what];
    va_list words;
    va_start(words, format);
    vsnprintf(text, sizeof text, format, words);
    va_end(words);
    return decide(NULL, 0, text);
}

static enum verdict message_point(int descriptor, int protocol, const struct nlmsghdr *header, const char *bytes) {
    char text[64];
    snprintf(text, sizeof text, "netlink %d, message %d | on %d", protocol, header->nlmsg_type, descriptor);
    return decide(bytes + sizeof *header, header->nlmsg_len - sizeof *header, text);
}

// The counted process ends, also when the request was a child's that has not yet become its program.
static void end_now(void) {
    kill(page->process, SIGKILL);
    if (getpid() == page->process) while (1) pause();
}

// Refuses with the error number, or does it; and ends the process afterwards if that was asked for.
#define PASS(outcome, failure, number, call) \
    ({                                       \
        enum verdict word = outcome;         \
        __typeof__(call) result;             \
        if (word == REFUSE) {                \
            errno = number;                  \
            result = failure;                \
        } else {                             \
            result = call;                   \
            if (word == KILL) end_now();     \
        }                                    \
        result;                              \
    })

// --- Netlink

static int netlink_protocol(int descriptor) {
    int domain = 0, protocol = -1;
    socklen_t length = sizeof domain;
    if (getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &length) != 0 || domain != AF_NETLINK) return -1;
    length = sizeof protocol;
    return getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) == 0 ? protocol : -1;
}

// What the kernel is certain to refuse: the removal of a link that there is not, or an nftables request of an
// unknown kind.
static size_t refused_message(char *place, const struct nlmsghdr *original, int protocol) {
    if (protocol != NETLINK_ROUTE) {
        memcpy(place, original, original->nlmsg_len);
        ((struct nlmsghdr *)place)->nlmsg_type |= 0xff;
        return NLMSG_ALIGN(original->nlmsg_len);
    }
    struct { struct nlmsghdr header; struct ifinfomsg link; } refused = {
        .header = *original, .link = {.ifi_family = AF_UNSPEC, .ifi_index = 0x7fffffff}};
    refused.header.nlmsg_len = sizeof refused;
    refused.header.nlmsg_type = RTM_DELLINK;
    refused.header.nlmsg_flags = NLM_F_REQUEST | (original->nlmsg_flags & NLM_F_ACK);
    memcpy(place, &refused, sizeof refused);
    return sizeof refused;
}

// Copies the messages, with the one that is to be refused exchanged; stops after one after which the process is
// to end. Returns the copy's length, or 0 if the bytes are to go as they are.
static size_t disturb(int descriptor, const char *bytes, size_t length, int protocol, char *copy, int *ends) {
    size_t read = 0, written = 0;
    int changed = 0;
    while (length - read >= sizeof(struct nlmsghdr)) {
        struct nlmsghdr header;
        memcpy(&header, bytes + read, sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > length - read) break;
        size_t size = NLMSG_ALIGN(header.nlmsg_len);
        if (size > length - read) size = length - read;
        // What only marks the beginning and the end of a transaction asks for nothing.
        int is_mark = protocol != NETLINK_ROUTE && header.nlmsg_type < 0x20;
        enum verdict word = is_mark ? GO : message_point(descriptor, protocol, &header, bytes + read);
        if (word == REFUSE) {
            changed = 1;
            written += refused_message(copy + written, (const struct nlmsghdr *)(bytes + read), protocol);
        } else {
            memcpy(copy + written, bytes + read, size);
            written += size;
        }
        read += size;
        // A transaction counts only whole.
        if (word == KILL) {
            *ends = 1;
            if (protocol == NETLINK_ROUTE) return written;
        }
    }
    return changed ? written : 0;
}

ssize_t sendto(int descriptor, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t size) {
    int protocol = page ? netlink_protocol(descriptor) : -1;
    if (protocol < 0) return REAL(sendto)(descriptor, bytes, length, flags, to, size);
    char *copy = malloc(length + 64);
    int ends = 0;
    size_t changed = disturb(descriptor, bytes, length, protocol, copy, &ends);
    ssize_t sent = changed ? REAL(sendto)(descriptor, copy, changed, flags, to, size)
                           : REAL(sendto)(descriptor, bytes, length, flags, to, size);
    if (ends) end_now();
    free(copy);
    return changed && sent >= 0 ? (ssize_t)length : sent;
}

ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
    int protocol = page ? netlink_protocol(descriptor) : -1;
    if (protocol < 0) return REAL(sendmsg)(descriptor, message, flags);
    size_t length = 0;
    for (size_t i = 0; i < message->msg_iovlen; i++) length += message->msg_iov[i].iov_len;
    char *bytes = malloc(length + 64), *copy = malloc(length + 64);
    size_t end = 0;
    for (size_t i = 0; i < message->msg_iovlen; i++) {
        memcpy(bytes + end, message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
        end += message->msg_iov[i].iov_len;
    }
    int ends = 0;
    size_t changed = disturb(descriptor, bytes, length, protocol, copy, &ends);
    struct iovec vector = {.iov_base = copy, .iov_len = changed};
    struct msghdr other = *message;
    other.msg_iov = &vector;
    other.msg_iovlen = 1;
    ssize_t sent = REAL(sendmsg)(descriptor, changed ? &other : message, flags);
    if (ends) end_now();
    free(bytes);
    free(copy);
    return changed && sent >= 0 ? (ssize_t)length : sent;
}

// --- Namespaces, mounts, threads and processes

int unshare(int flags) { return PASS(point("unshare %x", (unsigned)flags), -1, ENOSPC, REAL(unshare)(flags)); }
int setns(int descriptor, int type) { return PASS(point("setns"), -1, EPERM, REAL(setns)(descriptor, type)); }

int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data) {
    return PASS(point("mount %s", target), -1, EPERM, REAL(mount)(source, target, type, flags, data));
}

pid_t fork(void) {
    enum verdict word = point("fork");
    if (word == REFUSE) {
        errno = EAGAIN;
        return -1;
    }
    pid_t child = REAL(fork)();
    if (word == KILL && child != 0) end_now();
    return child;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
    enum verdict word = point("pthread_create");
    if (word == REFUSE) return EAGAIN;
    int result = REAL(pthread_create)(thread, attributes, body, argument);
    if (word == KILL) end_now();
    return result;
}

// --- Sockets and other descriptors

int socket(int domain, int type, int protocol) {
    return PASS(point("socket %d %d %d", domain, type, protocol), -1, EMFILE, REAL(socket)(domain, type, protocol));
}

int bind(int descriptor, const struct sockaddr *address, socklen_t length) {
    return PASS(point("bind"), -1, EADDRINUSE, REAL(bind)(descriptor, address, length));
}

int listen(int descriptor, int backlog) { return PASS(point("listen"), -1, EADDRINUSE, REAL(listen)(descriptor, backlog)); }
int pipe2(int ends[2], int flags) { return PASS(point("pipe2"), -1, EMFILE, REAL(pipe2)(ends, flags)); }
int eventfd(unsigned value, int flags) { return PASS(point("eventfd"), -1, EMFILE, REAL(eventfd)(value, flags)); }

int ioctl(int descriptor, unsigned long request, ...) {
    va_list words;
    va_start(words, request);
    void *argument = va_arg(words, void *);
    va_end(words);
    if (request != TUNSETIFF && request != TUNSETIFINDEX) return REAL(ioctl)(descriptor, request, argument);
    return PASS(point("ioctl %s", request == TUNSETIFF ? "TUNSETIFF" : "TUNSETIFINDEX"), -1, EBUSY, REAL(ioctl)(descriptor, request, argument));
}

// --- Names and files

// Settings (in a procfs of the process's own too), namespaces, devices and the state directory: not what libraries
// read for themselves.
static int is_counted(const char *path) {
    if (!page || !path) return 0;
    const char *places[] = {"/proc/sys/", "sys/net/", "/proc/thread-self/ns/", "/dev/net/", "/run/"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strncmp(path, places[i], strlen(places[i])) == 0) return 1;
    return 0;
}

static int error_of(const char *path, int flags) {
    if (strncmp(path, "/proc/sys/", 10) == 0 || strncmp(path, "sys/net/", 8) == 0) return EACCES;
    return flags & O_CREAT ? ENOSPC : EMFILE;
}

#define OPEN(name, path, flags, ...)                                                                  \
    mode_t mode = 0;                                                                                  \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                            \
        va_list words;                                                                                \
        va_start(words, flags);                                                                       \
        mode = va_arg(words, mode_t);                                                                 \
        va_end(words);                                                                                \
    }                                                                                                 \
    if (!is_counted(path)) return REAL(name)(__VA_ARGS__, flags, mode);                               \
    return PASS(point("open %s", path), -1, error_of(path, flags), REAL(name)(__VA_ARGS__, flags, mode))

int open(const char *path, int flags, ...) { OPEN(open, path, flags, path); }
int open64(const char *path, int flags, ...) { OPEN(open64, path, flags, path); }
int openat(int directory, const char *path, int flags, ...) { OPEN(openat, path, flags, directory, path); }
int openat64(int directory, const char *path, int flags, ...) { OPEN(openat64, path, flags, directory, path); }

ssize_t write(int descriptor, const void *bytes, size_t length) {
    struct stat status;
    if (!page || fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return REAL(write)(descriptor, bytes, length);
    struct statfs system;
    int is_setting = fstatfs(descriptor, &system) == 0 && system.f_type == 0x9fa0;
    return PASS(point(is_setting ? "write a setting" : "write a file"), -1, is_setting ? EINVAL : ENOSPC, REAL(write)(descriptor, bytes, length));
}

int mkdir(const char *path, mode_t mode) {
    if (!is_counted(path)) return REAL(mkdir)(path, mode);
    return PASS(point("mkdir %s", path), -1, ENOSPC, REAL(mkdir)(path, mode));
}

int symlink(const char *target, const char *path) {
    if (!is_counted(path)) return REAL(symlink)(target, path);
    return PASS(point("symlink %s", path), -1, ENOSPC, REAL(symlink)(target, path));
}

int rename(const char *from, const char *to) {
    if (!is_counted(to)) return REAL(rename)(from, to);
    return PASS(point("rename %s", to), -1, ENOSPC, REAL(rename)(from, to));
}

int flock(int descriptor, int operation) { return PASS(point("flock"), -1, ENOLCK, REAL(flock)(descriptor, operation)); }

// Taking a name away is never refused here, but a process may end right after it.
int unlink(const char *path) {
    if (!is_counted(path) || page->kind != CFAULTS_KILL) return REAL(unlink)(path);
    return PASS(point("unlink %s", path), -1, EPERM, REAL(unlink)(path));
}

int rmdir(const char *path) {
    if (!is_counted(path) || page->kind != CFAULTS_KILL) return REAL(rmdir)(path);
    return PASS(point("rmdir %s", path), -1, EPERM, REAL(rmdir)(path));
}
