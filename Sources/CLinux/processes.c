#define _GNU_SOURCE
#include "processes.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

pid_t clinux_gettid(void) { return gettid(); }
int clinux_pidfd_open(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
int clinux_pidfd_signal(int descriptor, int signal) { return (int)syscall(SYS_pidfd_send_signal, descriptor, signal, NULL, 0); }

const int CLINUX_POSIX_SPAWN_SETSID = POSIX_SPAWN_SETSID;
int clinux_spawn_closing(posix_spawn_file_actions_t *actions, int first) { return posix_spawn_file_actions_addclosefrom_np(actions, first); }

void clinux_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

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

// capset(2) has no wrapper in the C library. The bounding set goes first: to lower it takes CAP_SETPCAP.
int clinux_drop_capabilities(uint64_t dropped) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    for (int number = 0; number < 64; number++)
        // EINVAL: this kernel does not know it. EPERM: the process has no capabilities, or not this right over them.
        if (dropped >> number & 1 && prctl(PR_CAPBSET_DROP, number, 0, 0, 0) != 0 && errno != EINVAL && errno != EPERM) return -1;
    if (syscall(SYS_capget, &header, sets) != 0) return -1;
    for (int half = 0; half < _LINUX_CAPABILITY_U32S_3; half++) {
        uint32_t kept = ~(uint32_t)(dropped >> 32 * half);
        sets[half].effective &= kept;
        sets[half].permitted &= kept;
        sets[half].inheritable &= kept;
    }
    return (int)syscall(SYS_capset, &header, sets);
}
