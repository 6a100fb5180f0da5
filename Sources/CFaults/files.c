// Names and files.
#include "faults.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

// Settings (in a procfs of the process's own too), namespaces, devices and the state directory: not what libraries
// read for themselves.
static int is_counted(const char *path) {
    if (!faults_page || !path) return 0;
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
    return PASS(faults_point("open %s", path), -1, error_of(path, flags), REAL(name)(__VA_ARGS__, flags, mode))

int open(const char *path, int flags, ...) { OPEN(open, path, flags, path); }
int open64(const char *path, int flags, ...) { OPEN(open64, path, flags, path); }
int openat(int directory, const char *path, int flags, ...) { OPEN(openat, path, flags, directory, path); }
int openat64(int directory, const char *path, int flags, ...) { OPEN(openat64, path, flags, directory, path); }

ssize_t write(int descriptor, const void *bytes, size_t length) {
    struct stat status;
    if (!faults_page || fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return REAL(write)(descriptor, bytes, length);
    struct statfs system;
    int is_setting = fstatfs(descriptor, &system) == 0 && system.f_type == 0x9fa0;
    return PASS(faults_point(is_setting ? "write a setting" : "write a file"), -1, is_setting ? EINVAL : ENOSPC, REAL(write)(descriptor, bytes, length));
}

int mkdir(const char *path, mode_t mode) {
    if (!is_counted(path)) return REAL(mkdir)(path, mode);
    return PASS(faults_point("mkdir %s", path), -1, ENOSPC, REAL(mkdir)(path, mode));
}

int symlink(const char *target, const char *path) {
    if (!is_counted(path)) return REAL(symlink)(target, path);
    return PASS(faults_point("symlink %s", path), -1, ENOSPC, REAL(symlink)(target, path));
}

int rename(const char *from, const char *to) {
    if (!is_counted(to)) return REAL(rename)(from, to);
    return PASS(faults_point("rename %s", to), -1, ENOSPC, REAL(rename)(from, to));
}

int flock(int descriptor, int operation) { return PASS(faults_point("flock"), -1, ENOLCK, REAL(flock)(descriptor, operation)); }

// Taking a name away is never refused here, but a process may end right after it.
int unlink(const char *path) {
    if (!is_counted(path) || faults_page->kind != CFAULTS_KILL) return REAL(unlink)(path);
    return PASS(faults_point("unlink %s", path), -1, EPERM, REAL(unlink)(path));
}

int unlinkat(int directory, const char *path, int flags) {
    if (!faults_page || faults_page->kind != CFAULTS_KILL || path[0] == '/') return REAL(unlinkat)(directory, path, flags);
    char link[32], place[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
    ssize_t length = readlink(link, place, sizeof place - 1);
    place[length < 0 ? 0 : length] = 0;
    if (!is_counted(place)) return REAL(unlinkat)(directory, path, flags);
    return PASS(faults_point("unlink %s/%s", place, path), -1, EPERM, REAL(unlinkat)(directory, path, flags));
}

int rmdir(const char *path) {
    if (!is_counted(path) || faults_page->kind != CFAULTS_KILL) return REAL(rmdir)(path);
    return PASS(faults_point("rmdir %s", path), -1, EPERM, REAL(rmdir)(path));
}
