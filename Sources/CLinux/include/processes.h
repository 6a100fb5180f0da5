#pragma once

#include <spawn.h>
#include <stdint.h>
#include <sys/types.h>

/// gettid(2).
pid_t clinux_gettid(void);
/// pidfd_open(2). A descriptor that becomes readable when the process ends.
int clinux_pidfd_open(pid_t process);
/// pidfd_send_signal(2): to that very process, whoever has its number by now.
int clinux_pidfd_signal(int descriptor, int signal);
/// Names the calling thread for ps and top: prctl(PR_SET_NAME). At most 15 bytes.
void clinux_name_thread(const char *name);
/// Closes every descriptor above 2 but these, which need not be in order. For a child of fork(2): what it holds of a lab,
/// its lock and its namespaces, would outlive a keeper that is killed.
void clinux_keep_only(const int *kept, int count);
/// Gives up the capabilities whose bits are set, for good: those of the calling thread, and those that a program it runs could
/// gain. 0, or -1 with errno.
int clinux_drop_capabilities(uint64_t dropped);
/// POSIX_SPAWN_SETSID of <spawn.h>, which needs _GNU_SOURCE.
extern const int CLINUX_POSIX_SPAWN_SETSID;
/// posix_spawn_file_actions_addclosefrom_np of <spawn.h>, which needs _GNU_SOURCE: closes every descriptor from this one on.
/// 0, or an errno.
int clinux_spawn_closing(posix_spawn_file_actions_t *actions, int first);
