#pragma once

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
/// The node's own /sys and the lab's /etc/hosts for the calling thread, in a mount namespace of its own. The name of the call
/// that failed with errno, or NULL.
const char *clinux_enter_mounts(const char *hosts_path, const char *hosts_text);
