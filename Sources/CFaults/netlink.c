// Netlink messages, one by one even within one datagram.
#include "faults.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

static enum verdict message_point(int descriptor, int protocol, const struct nlmsghdr *header, const char *bytes) {
    char text[64];
    snprintf(text, sizeof text, "netlink %d, message %d | on %d", protocol, header->nlmsg_type, descriptor);
    return faults_decide(bytes + sizeof *header, header->nlmsg_len - sizeof *header, text);
}

static int netlink_protocol(int descriptor) {
    int domain = 0, protocol = -1;
    socklen_t length = sizeof domain;
    if (getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &length) != 0 || domain != AF_NETLINK) return -1;
    length = sizeof protocol;
    return getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) == 0 ? protocol : -1;
}

// What the kernel is certain to refuse: the removal of a link that there is not, or an nftables request of an
// unknown kind.
static size_t refused_message(char *place, const struct nlmsghdr *original, int protocol) {
    if (protocol != NETLINK_ROUTE) {
        memcpy(place, original, original->nlmsg_len);
        ((struct nlmsghdr *)place)->nlmsg_type |= 0xff;
        return NLMSG_ALIGN(original->nlmsg_len);
    }
    struct { struct nlmsghdr header; struct ifinfomsg link; } refused = {
        .header = *original, .link = {.ifi_family = AF_UNSPEC, .ifi_index = 0x7fffffff}};
    refused.header.nlmsg_len = sizeof refused;
    refused.header.nlmsg_type = RTM_DELLINK;
    refused.header.nlmsg_flags = NLM_F_REQUEST | (original->nlmsg_flags & NLM_F_ACK);
    memcpy(place, &refused, sizeof refused);
    return sizeof refused;
}

// Copies the messages, with the one that is to be refused exchanged; stops after one after which the process is
// to end. Returns the copy's length, or 0 if the bytes are to go as they are.
static size_t disturb(int descriptor, const char *bytes, size_t length, int protocol, char *copy, int *ends) {
    size_t read = 0, written = 0;
    int changed = 0;
    while (length - read >= sizeof(struct nlmsghdr)) {
        struct nlmsghdr header;
        memcpy(&header, bytes + read, sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > length - read) break;
        size_t size = NLMSG_ALIGN(header.nlmsg_len);
        if (size > length - read) size = length - read;
        // What only marks the beginning and the end of a transaction asks for nothing.
        int is_mark = protocol != NETLINK_ROUTE && header.nlmsg_type < 0x20;
        enum verdict word = is_mark ? GO : message_point(descriptor, protocol, &header, bytes + read);
        if (word == REFUSE) {
            changed = 1;
            written += refused_message(copy + written, (const struct nlmsghdr *)(bytes + read), protocol);
        } else {
            memcpy(copy + written, bytes + read, size);
            written += size;
        }
        read += size;
        // A transaction counts only whole.
        if (word == KILL) {
            *ends = 1;
            if (protocol == NETLINK_ROUTE) return written;
        }
    }
    return changed ? written : 0;
}

ssize_t sendto(int descriptor, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t size) {
    int protocol = faults_page ? netlink_protocol(descriptor) : -1;
    if (protocol < 0) return REAL(sendto)(descriptor, bytes, length, flags, to, size);
    char *copy = malloc(length + 64);
    int ends = 0;
    size_t changed = disturb(descriptor, bytes, length, protocol, copy, &ends);
    ssize_t sent = changed ? REAL(sendto)(descriptor, copy, changed, flags, to, size)
                           : REAL(sendto)(descriptor, bytes, length, flags, to, size);
    if (ends) faults_end_now();
    free(copy);
    return changed && sent >= 0 ? (ssize_t)length : sent;
}

ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
    int protocol = faults_page ? netlink_protocol(descriptor) : -1;
    if (protocol < 0) return REAL(sendmsg)(descriptor, message, flags);
    size_t length = 0;
    for (size_t i = 0; i < message->msg_iovlen; i++) length += message->msg_iov[i].iov_len;
    char *bytes = malloc(length + 64), *copy = malloc(length + 64);
    size_t end = 0;
    for (size_t i = 0; i < message->msg_iovlen; i++) {
        memcpy(bytes + end, message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
        end += message->msg_iov[i].iov_len;
    }
    int ends = 0;
    size_t changed = disturb(descriptor, bytes, length, protocol, copy, &ends);
    struct iovec vector = {.iov_base = copy, .iov_len = changed};
    struct msghdr other = *message;
    other.msg_iov = &vector;
    other.msg_iovlen = 1;
    ssize_t sent = REAL(sendmsg)(descriptor, changed ? &other : message, flags);
    if (ends) faults_end_now();
    free(bytes);
    free(copy);
    return changed && sent >= 0 ? (ssize_t)length : sent;
}
