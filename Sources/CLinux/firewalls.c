#define _GNU_SOURCE
#include "firewalls.h"

#include <ctype.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
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

/// NFT_TABLE_F_OWNER of newer headers.
#define OWNED 2

/// Whether nft itself could have given the name. The kernel takes any bytes, and whoever names a table so is not to have them read as
/// statements.
static int is_name(const char *name, int length) {
    if (length == 0 || !(isalpha((unsigned char)name[0]) || name[0] == '_')) return 0;
    for (int i = 0; i < length; i++)
        if (!isalnum((unsigned char)name[i]) && !strchr("/\\_.-", name[i])) return 0;
    return 1;
}

/// Writes the table's family and name and a newline: "inet warren\n". What does not fit is left out, and what a process owns.
static void tell(const struct nlmsghdr *message, char *names, size_t size) {
    const struct nfgenmsg *family = NLMSG_DATA(message);
    const char *word;
    switch (family->nfgen_family) {
    case NFPROTO_IPV4: word = "ip"; break;
    case NFPROTO_IPV6: word = "ip6"; break;
    case NFPROTO_INET: word = "inet"; break;
    case NFPROTO_ARP: word = "arp"; break;
    case NFPROTO_BRIDGE: word = "bridge"; break;
    case NFPROTO_NETDEV: word = "netdev"; break;
    default: return;
    }
    const char *here = (const char *)family + NLMSG_ALIGN(sizeof *family), *end = (const char *)message + message->nlmsg_len;
    const char *name = NULL;
    int length = 0;
    while (end - here >= NLA_HDRLEN) {
        const struct nlattr *attribute = (const struct nlattr *)here;
        if (attribute->nla_len < NLA_HDRLEN || attribute->nla_len > end - here) return;
        int bytes = attribute->nla_len - NLA_HDRLEN;
        const char *payload = here + NLA_HDRLEN;
        int type = attribute->nla_type & NLA_TYPE_MASK;
        if (type == NFTA_TABLE_NAME) name = payload, length = (int)strnlen(payload, bytes);
        // It goes with the process that owns it, and nobody else may remove it.
        if (type == NFTA_TABLE_FLAGS && bytes >= 4 && payload[3] & OWNED) return;
        here += NLA_ALIGN(attribute->nla_len);
    }
    size_t used = strlen(names);
    if (name && is_name(name, length) && used + strlen(word) + length + 3 <= size) snprintf(names + used, size - used, "%s %.*s\n", word, length, name);
}

/// The answer to one question: 1, 0, -1 with errno, or 2 if something changed meanwhile.
static int ask(int monitor, char *names, size_t size) {
    if (size) names[0] = 0;
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
            else {
                found = 1;
                if (size) tell(message, names, size);
            }
        }
    }
}

int clinux_firewall_present(int monitor) { return clinux_firewall_tables(monitor, NULL, 0); }

int clinux_firewall_tables(int monitor, char *names, size_t size) {
    char byte;
    // One byte is enough: the kernel forgets the rest of the datagram.
    while (recv(monitor, &byte, 1, MSG_DONTWAIT) >= 0 || errno == EINTR || errno == ENOBUFS) {}
    int answer;
    do answer = ask(monitor, names, size);
    while (answer == 2);
    return answer;
}
