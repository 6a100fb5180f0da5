// What virtual machines take: their process on the host, and what the first process of a guest does.
#pragma once

#include <sys/types.h>

/// Starts a program that is killed when the calling thread ends. Nothing is open in it but its standard input, output and
/// error, and `kept`, under the number that it has. No signal is blocked or ignored. The process, or -1 with errno.
pid_t clinux_start_dependent(const char *path, char *const *arguments, int input, int output, int errors, int kept);
/// Whether this machine can run virtual machines by KVM: 1 if the device lets one be made, else 0 with errno.
int clinux_has_kvm(void);

/// mount(2) of a file system that needs no device, such as `proc`, on a directory that is made if it is not there. 0, or -1 with errno.
int clinux_mount(const char *kind, const char *directory, const char *options);
/// mknod(2) of a character device. 0, or -1 with errno.
int clinux_make_device(const char *path, unsigned major, unsigned minor);
/// Turns the machine off: reboot(2). Does not return where that is allowed.
void clinux_power_off(void);
/// Brings a link of the calling thread's network namespace up: ip link set NAME up. 0, or -1 with errno.
int clinux_set_link_up(const char *name);
/// sethostname(2). 0, or -1 with errno.
int clinux_set_host_name(const char *name);

/// Two connected stream sockets, close-on-exec: socketpair(2). 0, or -1 with errno.
int clinux_socket_pair(int ends[2]);
