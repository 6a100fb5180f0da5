#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// sendmmsg(2) and recvmmsg(2) are behind _GNU_SOURCE, and struct mmsghdr with them. Declared here in the kernel's layout:
// to include <sys/socket.h> would take its names away from Swift's Glibc module.
/// struct iovec.
struct clinux_vector {
    void *base;
    size_t length;
};
/// struct msghdr.
struct clinux_message_header {
    void *name;
    uint32_t name_length;
    struct clinux_vector *vectors;
    size_t vector_count;
    void *control;
    size_t control_length;
    int flags;
};
/// One message of many: struct mmsghdr.
struct clinux_message {
    struct clinux_message_header header;
    /// How many bytes were sent or received.
    unsigned length;
};
/// sendmmsg(2). How many messages were sent, or -1 with the errno of the first.
int clinux_sendmmsg(int descriptor, struct clinux_message *messages, unsigned count, int flags);
/// recvmmsg(2) without a time limit. How many messages were received, or -1 with errno.
int clinux_recvmmsg(int descriptor, struct clinux_message *messages, unsigned count, int flags);
/// writev(2), which takes a struct iovec elsewhere.
ssize_t clinux_writev(int descriptor, const struct clinux_vector *vectors, int count);

/// Where a datagram came from, and to which of the node's addresses it was sent: what an answer needs.
struct clinux_way {
    /// A struct sockaddr_storage.
    _Alignas(8) unsigned char from[128];
    uint32_t from_length;
    /// A control message of the kind that said so, for sending.
    _Alignas(8) unsigned char control[64];
    size_t control_length;
};
/// Lets clinux_receive know to which address a datagram was sent. 0, or -1 with errno.
int clinux_tell_destination(int descriptor, int is_ipv6);
/// recvmsg(2) without waiting. How many bytes, or -1 with errno.
ssize_t clinux_receive(int descriptor, void *buffer, size_t size, struct clinux_way *way);
/// Sends a datagram back the way that another came, from the address that it was sent to. How many bytes, or -1 with errno.
ssize_t clinux_answer(int descriptor, const void *buffer, size_t size, const struct clinux_way *way);

/// An entry of a socket's error queue: struct sock_extended_err, and who sent the ICMP error.
struct clinux_socket_error {
    int number;
    /// 1: this kernel itself; 2: ICMP; 3: ICMPv6.
    uint8_t origin;
    uint8_t type;
    uint8_t code;
    /// 4, 6, or 0 if nobody is named.
    uint8_t version;
    uint32_t info;
    unsigned char offender[16];
};
/// The next entry of the error queue. 0, or -1 with errno: EAGAIN if there is none.
int clinux_take_error(int descriptor, struct clinux_socket_error *error);

/// accept4(2), which needs _GNU_SOURCE: close-on-exec and non-blocking.
int clinux_accept(int descriptor, void *address, uint32_t *length);
