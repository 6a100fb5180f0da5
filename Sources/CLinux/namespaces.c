#define _GNU_SOURCE
#include "namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
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
