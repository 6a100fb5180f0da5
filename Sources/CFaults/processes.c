// Namespaces, mounts, threads and processes.
#include "faults.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

int unshare(int flags) { return PASS(faults_point("unshare %x", (unsigned)flags), -1, ENOSPC, REAL(unshare)(flags)); }
int setns(int descriptor, int type) { return PASS(faults_point("setns"), -1, EPERM, REAL(setns)(descriptor, type)); }

int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data) {
    return PASS(faults_point("mount %s", target), -1, EPERM, REAL(mount)(source, target, type, flags, data));
}

pid_t fork(void) {
    enum verdict word = faults_point("fork");
    if (word == REFUSE) {
        errno = EAGAIN;
        return -1;
    }
    pid_t child = REAL(fork)();
    if (word == KILL && child != 0) faults_end_now();
    return child;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
    enum verdict word = faults_point("pthread_create");
    if (word == REFUSE) return EAGAIN;
    int result = REAL(pthread_create)(thread, attributes, body, argument);
    if (word == KILL) faults_end_now();
    return result;
}
