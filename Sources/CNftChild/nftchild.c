#define _GNU_SOURCE
#include "CLinux.h"
#include "CNftChild.h"

#include <errno.h>
#include <fcntl.h>
#include <nftables/libnftables.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// What the child writes first if it comes to an end at all; text follows. Whatever else there is, are last words.
struct outcome {
    char mark[8];
    int refused;
    int error;
    char call[32];
};
static const char MARK[8] = "nft\1end";

static void write_all(int descriptor, const void *bytes, size_t length) {
    const char *rest = bytes;
    while (length > 0) {
        ssize_t count = write(descriptor, rest, length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        rest += count;
        length -= (size_t)count;
    }
}

_Noreturn static void fail(int pipe, const char *call) {
    struct outcome outcome = {.refused = -1, .error = errno};
    memcpy(outcome.mark, MARK, sizeof MARK);
    strncpy(outcome.call, call, sizeof outcome.call - 1);
    write_all(pipe, &outcome, sizeof outcome);
    _exit(0);
}

// The C library's own locks are free in a child; nothing of Swift's is touched here.
_Noreturn static void child(int name_space, const char *const *commands, int count, unsigned flags, int pipe, pid_t parent) {
    int kept[] = {name_space, pipe};
    clinux_keep_only(kept, 2);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) fail(pipe, "prctl");
    if (getppid() != parent) _exit(0);
    // What libnftables prints before it gives up.
    if (dup2(pipe, 1) < 0 || dup2(pipe, 2) < 0) fail(pipe, "dup2");
    if (name_space < 0 ? unshare(CLONE_NEWNET) != 0 : setns(name_space, CLONE_NEWNET) != 0)
        fail(pipe, name_space < 0 ? "unshare" : "setns");
    struct nft_ctx *context = nft_ctx_new(NFT_CTX_DEFAULT);
    // Without buffers it would print.
    if (!context || nft_ctx_buffer_output(context) != 0 || nft_ctx_buffer_error(context) != 0) {
        errno = ENOMEM;
        fail(pipe, "nft_ctx_new");
    }
    struct outcome outcome = {.refused = -1};
    for (int i = 0; i < count && outcome.refused < 0; i++) {
        if (i == count - 1) nft_ctx_output_set_flags(context, flags);
        if (nft_run_cmd_from_buffer(context, commands[i]) != 0) outcome.refused = i;
    }
    memcpy(outcome.mark, MARK, sizeof MARK);
    write_all(pipe, &outcome, sizeof outcome);
    const char *text = outcome.refused < 0 ? nft_ctx_get_output_buffer(context) : nft_ctx_get_error_buffer(context);
    if (text) write_all(pipe, text, strlen(text));
    _exit(0);
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

// Everything up to the end of the pipe, with a NUL behind it; NULL with errno.
static char *read_all(int descriptor, int seconds, size_t *length) {
    size_t room = 16 << 10;
    char *bytes = malloc(room);
    *length = 0;
    long long deadline = now() + seconds * 1000LL;
    while (bytes) {
        struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
        long long left = deadline - now();
        int ready = poll(&wanted, 1, left > 0 ? (int)left : 0);
        if (ready < 0 && errno == EINTR) continue;
        if (ready == 0) errno = ETIMEDOUT;
        if (ready <= 0) break;
        ssize_t count = read(descriptor, bytes + *length, room - *length - 1);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) break;
        if (count == 0) {
            bytes[*length] = 0;
            return bytes;
        }
        *length += (size_t)count;
        if (room - *length > 1) continue;
        char *more = realloc(bytes, room *= 2);
        if (!more) break;
        bytes = more;
    }
    int error = errno;
    free(bytes);
    errno = error;
    return NULL;
}

int cnft_run(
    int name_space, const char *const *commands, int count, enum cnft_form form, int seconds, struct cnft_answer *answer, const char **call) {
    int ends[2];
    *call = "pipe";
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    pid_t parent = getpid();
    unsigned flags = form == CNFT_TEXT ? 0 : form == CNFT_JSON ? NFT_CTX_OUTPUT_JSON : NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_STATELESS;
    *call = "fork";
    pid_t process = fork();
    if (process == 0) child(name_space, commands, count, flags, ends[1], parent);
    int error = errno;
    close(ends[1]);
    if (process < 0) {
        close(ends[0]);
        errno = error;
        return -1;
    }
    size_t length = 0;
    *call = "nft";
    char *bytes = read_all(ends[0], seconds, &length);
    error = errno;
    close(ends[0]);
    if (!bytes) kill(process, SIGKILL);
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
    errno = error;
    if (!bytes) return -1;

    struct outcome outcome;
    answer->refused = -1;
    answer->text = bytes;
    if (length < sizeof outcome || memcmp(bytes, MARK, sizeof MARK) != 0) {
        errno = ECANCELED;
        return -1;
    }
    memcpy(&outcome, bytes, sizeof outcome);
    memmove(bytes, bytes + sizeof outcome, length - sizeof outcome + 1);
    answer->refused = outcome.refused;
    if (outcome.error == 0) return 0;
    static const char *const calls[] = {"prctl", "dup2", "unshare", "setns", "nft_ctx_new"};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(outcome.call, calls[i]) == 0) *call = calls[i];
    errno = outcome.error;
    return -1;
}
