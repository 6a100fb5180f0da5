#define _GNU_SOURCE
#include "namespaces.h"
#include "processes.h"
#include "programs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *become(const struct clinux_program *program, pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    int kept[] = {program->name_space, program->output, program->failure};
    clinux_keep_only(kept, 3);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return "prctl";
    // The parent may have ended in between. From within a process namespace it is not seen: 0.
    if (getppid() != (program->guardian ? 0 : parent)) _exit(0);
    if (setns(program->name_space, CLONE_NEWNET) != 0) return "setns";
    const char *failed = clinux_enter_mounts(program->hosts_path, program->hosts_text);
    if (failed) return failed;
    // So that the numbers there are those that the program knows. Some containers forbid it; then it sees the machine's.
    if (program->guardian) mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, 0) < 0 || dup2(program->output, 1) < 0 || dup2(program->output, 2) < 0) return "dup2";
    if (syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC) != 0) return "close_range";
    execvp(program->arguments[0], program->arguments);
    return "execvp";
}

// The first process of a process namespace. When it ends, the kernel kills whatever else is in there, sessions and groups aside;
// and it ends with who holds the lifeline, however that ends. It adopts and reaps what is left of the program's children.
static void guard(int lifeline) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    signal(SIGCHLD, SIG_IGN);
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    prctl(PR_SET_NAME, "warren guardian", 0, 0, 0);
    // Nothing else of the parent's is held by it.
    if (lifeline != 0) dup2(lifeline, 0);
    syscall(SYS_close_range, 1u, ~0u, 0);
    char byte;
    while (read(0, &byte, 1) < 0 && errno == EINTR) {}
    _exit(0);
}

struct started {
    pid_t process, guardian;
    int error;
};

// A child of this process's parent, as if that had forked.
static pid_t fork_sibling(void) { return (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0); }

static void run(const struct clinux_program *program, pid_t parent) {
    struct clinux_program_failure failure = {0};
    const char *call = become(program, parent);
    failure.number = errno;
    strncpy(failure.call, call, sizeof failure.call - 1);
    ssize_t ignored = write(program->failure, &failure, sizeof failure);
    (void)ignored;
    _exit(127);
}

// In a process that ends at once, because who has a new process namespace for its children cannot be rid of it: in a user
// namespace it may not return to the machine's.
static struct started start(struct clinux_program *program, pid_t parent) {
    struct started started = {.process = -1};
    if (unshare(CLONE_NEWPID) == 0) {
        started.guardian = fork_sibling();
        if (started.guardian == 0) guard(program->lifeline);
        started.error = errno;
        // A namespace whose first process could not be made takes no other.
        if (started.guardian < 0) return started;
        program->guardian = started.guardian;
    }
    started.process = fork_sibling();
    if (started.process == 0) run(program, parent);
    started.error = errno;
    if (started.process < 0 && started.guardian > 0) kill(started.guardian, SIGKILL);
    return started;
}

pid_t clinux_start_program(struct clinux_program *program) {
    pid_t parent = getpid();
    program->guardian = 0;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    pid_t starter = fork();
    if (starter == 0) {
        struct started started = start(program, parent);
        ssize_t ignored = write(ends[1], &started, sizeof started);
        (void)ignored;
        _exit(0);
    }
    struct started started = {.process = -1, .error = errno};
    close(ends[1]);
    if (starter > 0) {
        ssize_t count;
        while ((count = read(ends[0], &started, sizeof started)) < 0 && errno == EINTR) {}
        if (count != sizeof started) started = (struct started){.process = -1, .error = ECHILD};
        while (waitpid(starter, NULL, 0) < 0 && errno == EINTR) {}
    }
    close(ends[0]);
    if (started.process < 0 && started.guardian > 0) waitpid(started.guardian, NULL, 0);
    else if (started.guardian > 0) program->guardian = started.guardian;
    errno = started.error;
    return started.process;
}

int clinux_reap(pid_t process, pid_t guardian, int *status) {
    siginfo_t info = {0};
    // Its process group ends with it, while its number is still its own.
    if (waitid(P_PID, process, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return 0;
    kill(-process, SIGKILL);
    int word = 0;
    if (waitpid(process, &word, 0) != process) return 0;
    if (guardian > 0) kill(guardian, SIGKILL);
    *status = WIFSIGNALED(word) ? 128 + WTERMSIG(word) : WEXITSTATUS(word);
    return 1;
}

int clinux_reap_guardian(pid_t guardian) { return waitpid(guardian, NULL, WNOHANG) == guardian; }
