// Sockets and other descriptors.
#include "faults.h"

#include <linux/if_tun.h>
#include <stdarg.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

int socket(int domain, int type, int protocol) {
    return PASS(faults_point("socket %d %d %d", domain, type, protocol), -1, EMFILE, REAL(socket)(domain, type, protocol));
}

int bind(int descriptor, const struct sockaddr *address, socklen_t length) {
    return PASS(faults_point("bind"), -1, EADDRINUSE, REAL(bind)(descriptor, address, length));
}

int listen(int descriptor, int backlog) { return PASS(faults_point("listen"), -1, EADDRINUSE, REAL(listen)(descriptor, backlog)); }
int pipe2(int ends[2], int flags) { return PASS(faults_point("pipe2"), -1, EMFILE, REAL(pipe2)(ends, flags)); }
int eventfd(unsigned value, int flags) { return PASS(faults_point("eventfd"), -1, EMFILE, REAL(eventfd)(value, flags)); }

int ioctl(int descriptor, unsigned long request, ...) {
    va_list words;
    va_start(words, request);
    void *argument = va_arg(words, void *);
    va_end(words);
    if (request != TUNSETIFF && request != TUNSETIFINDEX) return REAL(ioctl)(descriptor, request, argument);
    return PASS(faults_point("ioctl %s", request == TUNSETIFF ? "TUNSETIFF" : "TUNSETIFINDEX"), -1, EBUSY, REAL(ioctl)(descriptor, request, argument));
}
