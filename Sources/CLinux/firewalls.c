#define _GNU_SOURCE
#include "firewalls.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int clinux_firewall_monitor(void) {
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    if (descriptor < 0) return -1;
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = 1u << (NFNLGRP_NFTABLES - 1)};
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
    close(descriptor);
    return -1;
}

/// The answer to one question: 1, 0, -1 with errno, or 2 if something changed meanwhile.
static int ask(int monitor) {
    static const uint32_t sequence = 0x77617272;  // Nobody else's.
    struct {
        struct nlmsghdr header;
        struct nfgenmsg family;
    } request = {
        .header = {.nlmsg_len = sizeof request, .nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP, .nlmsg_seq = sequence}};
    if (send(monitor, &request, sizeof request, 0) < 0) return -1;
    _Alignas(struct nlmsghdr) char buffer[16384];
    int found = 0, changed = 0;
    for (;;) {
        ssize_t length = recv(monitor, buffer, sizeof buffer, 0);
        if (length < 0) {
            // Notifications were lost: that something has changed is all that they would have told.
            if (errno == ENOBUFS) changed = 1;
            else if (errno != EINTR) return -1;
            continue;
        }
        for (struct nlmsghdr *message = (struct nlmsghdr *)buffer; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length)) {
            if (message->nlmsg_seq != sequence) changed = 1;
            // An error means that this kernel knows no tables, or that they changed while it listed them.
            else if (message->nlmsg_type == NLMSG_DONE || message->nlmsg_type == NLMSG_ERROR)
                return changed || message->nlmsg_flags & NLM_F_DUMP_INTR ? 2 : found;
            else found = 1;
        }
    }
}

int clinux_firewall_present(int monitor) {
    char byte;
    // One byte is enough: the kernel forgets the rest of the datagram.
    while (recv(monitor, &byte, 1, MSG_DONTWAIT) >= 0 || errno == EINTR || errno == ENOBUFS) {}
    int answer;
    do answer = ask(monitor);
    while (answer == 2);
    return answer;
}
