// The floor of the relay: how fast one thread of C sends packets of IP protocol 4 from one namespace and takes them off in
// another, with nothing to look up, to cut or to put together.
//
//     clang -O2 -o packet-floor packet-floor.c && ./packet-floor /run/netns/A 10.57.4.20 /run/netns/B 10.57.4.21        as root
//
// The packets are as long as Ethernet takes, in batches as large as a long packet of TCP has segments. Prints how many bits in
// a second arrived, counting of each packet what would be TCP's payload, for two seconds.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/ip.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

// Two IP headers, and TCP's with timestamps.
enum { LENGTH = 1500, PAYLOAD = LENGTH - 20 - 20 - 32, BATCH = 46, BUFFER = 8 << 20 };

static int raw_socket(const char *namespace) {
    int file = open(namespace, O_RDONLY | O_CLOEXEC);
    if (file < 0 || setns(file, CLONE_NEWNET) < 0) perror(namespace), exit(1);
    int descriptor = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, 4), size = BUFFER, yes = 1;
    if (descriptor < 0) perror("socket"), exit(1);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(descriptor, IPPROTO_IP, IP_HDRINCL, &yes, sizeof yes);
    return descriptor;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (count != 5) return fprintf(stderr, "usage: packet-floor NAMESPACE ADDRESS NAMESPACE ADDRESS\n"), 64;
    int sender = raw_socket(arguments[1]), receiver = raw_socket(arguments[3]);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr(arguments[4])};
    static unsigned char sent[BATCH][LENGTH], received[BATCH][LENGTH];
    struct iovec out[BATCH], in[BATCH];
    struct mmsghdr sending[BATCH] = {0}, receiving[BATCH] = {0};
    for (int i = 0; i < BATCH; i++) {
        *(struct iphdr *)sent[i] = (struct iphdr){
            .version = 4, .ihl = 5, .ttl = 64, .protocol = 4, .id = htons((unsigned short)(i + 1)), .frag_off = htons(IP_DF),
            .saddr = inet_addr(arguments[2]), .daddr = to.sin_addr.s_addr};
        out[i] = (struct iovec){.iov_base = sent[i], .iov_len = LENGTH};
        in[i] = (struct iovec){.iov_base = received[i], .iov_len = LENGTH};
        sending[i].msg_hdr = (struct msghdr){.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &out[i], .msg_iovlen = 1};
        receiving[i].msg_hdr = (struct msghdr){.msg_iov = &in[i], .msg_iovlen = 1};
    }
    double start = now(), end = start + 2, time;
    long packets = 0;
    while ((time = now()) < end) {
        if (sendmmsg(sender, sending, BATCH, 0) < 0) return perror("sendmmsg"), 1;
        int taken;
        while ((taken = recvmmsg(receiver, receiving, BATCH, MSG_DONTWAIT, NULL)) > 0) packets += taken;
    }
    printf("%.0f\n", packets * 8.0 * PAYLOAD / (time - start));
    return packets == 0;
}
