#pragma once

#include <sys/types.h>

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
