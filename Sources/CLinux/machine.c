#define _GNU_SOURCE
#include "machine.h"
#include "processes.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <net/if.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t clinux_start_dependent(const char *path, char *const *arguments, int input, int output, int errors, int kept) {
    pid_t parent = getpid();
    // What is wrong with execve is known to the child alone.
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    pid_t process = fork();
    if (process == 0) {
        int failure = ends[1];
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) goto failed;
        // Whoever it depends on may be gone already.
        if (getppid() != parent) _exit(127);
        // What a terminal's ^C means for it, its parent decides.
        if (setpgid(0, 0) != 0) goto failed;
        struct sigaction action = {.sa_handler = SIG_DFL};
        for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) goto failed;
        int all[] = {kept, failure};
        clinux_keep_only(all, 2);
        if (kept >= 0 && fcntl(kept, F_SETFD, 0) != 0) goto failed;
        execv(path, arguments);
    failed:;
        int number = errno;
        ssize_t ignored = write(failure, &number, sizeof number);
        (void)ignored;
        _exit(127);
    }
    int number = errno;
    close(ends[1]);
    if (process > 0) {
        ssize_t count;
        while ((count = read(ends[0], &number, sizeof number)) < 0 && errno == EINTR) {}
        if (count == sizeof number) {
            while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
            process = -1;
        }
    }
    close(ends[0]);
    if (process < 0) errno = number;
    return process;
}

int clinux_has_kvm(void) {
    int device = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    if (device < 0) return 0;
    // To open the device says little: in a virtual machine without nesting the making fails.
    int machine = ioctl(device, KVM_GET_API_VERSION, 0) == KVM_API_VERSION ? ioctl(device, KVM_CREATE_VM, 0) : -1;
    int number = errno;
    if (machine >= 0) close(machine);
    close(device);
    errno = number;
    return machine >= 0;
}

int clinux_mount(const char *kind, const char *directory, const char *options) {
    if (mkdir(directory, 0755) != 0 && errno != EEXIST) return -1;
    return mount(kind, directory, kind, 0, options);
}

int clinux_make_device(const char *path, unsigned major, unsigned minor) {
    return mknod(path, S_IFCHR | 0666, makedev(major, minor));
}

void clinux_power_off(void) {
    sync();
    reboot(RB_POWER_OFF);
}

int clinux_set_link_up(const char *name) {
    int query = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (query < 0) return -1;
    struct ifreq request = {0};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    int result = ioctl(query, SIOCGIFFLAGS, &request);
    request.ifr_flags |= IFF_UP;
    if (result == 0) result = ioctl(query, SIOCSIFFLAGS, &request);
    int number = errno;
    close(query);
    errno = number;
    return result;
}

int clinux_set_host_name(const char *name) { return sethostname(name, strlen(name)); }

int clinux_socket_pair(int ends[2]) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends); }
