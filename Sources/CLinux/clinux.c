#define _GNU_SOURCE
#include "CLinux.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

const int CLINUX_CLONE_NEWNET = CLONE_NEWNET;
const int CLINUX_CLONE_NEWNS = CLONE_NEWNS;
const int CLINUX_CLONE_NEWUSER = CLONE_NEWUSER;

int clinux_unshare(int flags) { return unshare(flags); }
int clinux_setns(int descriptor, int type) { return setns(descriptor, type); }
pid_t clinux_gettid(void) { return gettid(); }
int clinux_pidfd_open(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
