#define _GNU_SOURCE
#include "messages.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define SAME_PLACE(ours, theirs) \
    _Static_assert(offsetof(struct clinux_message, ours) == offsetof(struct mmsghdr, theirs), "the kernel's layout")
_Static_assert(sizeof(struct clinux_message) == sizeof(struct mmsghdr), "the kernel's layout");
SAME_PLACE(header.name_length, msg_hdr.msg_namelen);
SAME_PLACE(header.vectors, msg_hdr.msg_iov);
SAME_PLACE(header.vector_count, msg_hdr.msg_iovlen);
SAME_PLACE(header.control_length, msg_hdr.msg_controllen);
SAME_PLACE(header.flags, msg_hdr.msg_flags);
SAME_PLACE(length, msg_len);

int clinux_sendmmsg(int descriptor, struct clinux_message *messages, unsigned count, int flags) {
    return sendmmsg(descriptor, (struct mmsghdr *)messages, count, flags);
}

int clinux_recvmmsg(int descriptor, struct clinux_message *messages, unsigned count, int flags) {
    return recvmmsg(descriptor, (struct mmsghdr *)messages, count, flags, NULL);
}

_Static_assert(sizeof(struct clinux_vector) == sizeof(struct iovec), "the kernel's layout");
ssize_t clinux_writev(int descriptor, const struct clinux_vector *vectors, int count) {
    return writev(descriptor, (const struct iovec *)vectors, count);
}

int clinux_tell_destination(int descriptor, int is_ipv6) {
    int yes = 1;
    return is_ipv6 ? setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVPKTINFO, &yes, sizeof yes)
                   : setsockopt(descriptor, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes);
}

ssize_t clinux_receive(int descriptor, void *buffer, size_t size, struct clinux_way *way) {
    struct iovec vector = {.iov_base = buffer, .iov_len = size};
    struct msghdr message = {
        .msg_name = way->from, .msg_namelen = sizeof way->from, .msg_iov = &vector, .msg_iovlen = 1,
        .msg_control = way->control, .msg_controllen = sizeof way->control};
    ssize_t count = recvmsg(descriptor, &message, MSG_DONTWAIT);
    if (count < 0) return -1;
    way->from_length = message.msg_namelen;
    way->control_length = 0;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || message.msg_flags & MSG_CTRUNC) return count;
    // The route decides the link, except for an address that says nothing without one.
    if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
        struct in6_pktinfo *info = (struct in6_pktinfo *)CMSG_DATA(header);
        if (!IN6_IS_ADDR_LINKLOCAL(&info->ipi6_addr)) info->ipi6_ifindex = 0;
        if (!IN6_IS_ADDR_MULTICAST(&info->ipi6_addr)) way->control_length = CMSG_SPACE(sizeof *info);
    } else if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
        // ipi_spec_dst is the local address already, for broadcasts and multicasts too.
        ((struct in_pktinfo *)CMSG_DATA(header))->ipi_ifindex = 0;
        way->control_length = CMSG_SPACE(sizeof(struct in_pktinfo));
    }
    return count;
}

ssize_t clinux_answer(int descriptor, const void *buffer, size_t size, const struct clinux_way *way) {
    struct iovec vector = {.iov_base = (void *)buffer, .iov_len = size};
    struct msghdr message = {
        .msg_name = (void *)way->from, .msg_namelen = way->from_length, .msg_iov = &vector, .msg_iovlen = 1,
        .msg_control = way->control_length ? (void *)way->control : NULL, .msg_controllen = way->control_length};
    return sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

int clinux_take_error(int descriptor, struct clinux_socket_error *error) {
    _Alignas(8) unsigned char control[512];
    struct msghdr message = {.msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(descriptor, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return -1;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        int is_ipv4 = header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR;
        int is_ipv6 = header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_RECVERR;
        if (!is_ipv4 && !is_ipv6) continue;
        struct sock_extended_err *entry = (struct sock_extended_err *)CMSG_DATA(header);
        *error = (struct clinux_socket_error){
            .number = (int)entry->ee_errno, .origin = entry->ee_origin, .type = entry->ee_type, .code = entry->ee_code,
            .info = entry->ee_info};
        struct sockaddr *offender = SO_EE_OFFENDER(entry);
        if (offender->sa_family == AF_INET) {
            error->version = 4;
            memcpy(error->offender, &((struct sockaddr_in *)offender)->sin_addr, 4);
        } else if (offender->sa_family == AF_INET6) {
            error->version = 6;
            memcpy(error->offender, &((struct sockaddr_in6 *)offender)->sin6_addr, 16);
        }
        return 0;
    }
    errno = EAGAIN;
    return -1;
}

int clinux_accept(int descriptor, void *address, uint32_t *length) {
    return accept4(descriptor, address, length, SOCK_CLOEXEC | SOCK_NONBLOCK);
}
