#pragma once

// <linux/if_tunnel.h>: attributes of an ipip link.
enum {
    CLINUX_IFLA_IPTUN_LINK = 1,
    CLINUX_IFLA_IPTUN_LOCAL = 2,
    CLINUX_IFLA_IPTUN_REMOTE = 3,
    CLINUX_IFLA_IPTUN_TTL = 4,
    CLINUX_IFLA_IPTUN_TOS = 5,
    CLINUX_IFLA_IPTUN_PROTO = 9,
    CLINUX_IFLA_IPTUN_PMTUDISC = 10,
};
// <linux/if_tunnel.h>: attributes of a gre, gretap, ip6gre or ip6gretap link.
enum {
    CLINUX_IFLA_GRE_LINK = 1,
    CLINUX_IFLA_GRE_IFLAGS = 2,
    CLINUX_IFLA_GRE_OFLAGS = 3,
    CLINUX_IFLA_GRE_IKEY = 4,
    CLINUX_IFLA_GRE_OKEY = 5,
    CLINUX_IFLA_GRE_LOCAL = 6,
    CLINUX_IFLA_GRE_REMOTE = 7,
    CLINUX_IFLA_GRE_TTL = 8,
    CLINUX_IFLA_GRE_TOS = 9,
    CLINUX_IFLA_GRE_FLOWINFO = 12,
    CLINUX_IFLA_GRE_FLAGS = 13,
};

// TUN devices: the ioctls of <linux/if_tun.h> are macros that Swift cannot import.
/// Makes a TUN device of this name and index behind the descriptor of /dev/net/tun. A struct virtio_net_hdr stands before
/// each packet (IFF_VNET_HDR), and what is read may be TCP over IPv4 that is yet to be cut into segments and summed up
/// (TUN_F_TSO4 | TUN_F_CSUM). 0, or -1 with errno: EBUSY if the name or the index is taken.
int clinux_tun_attach(int descriptor, const char *name, int index);
/// Leaves a TUN device to its namespace: TUNSETPERSIST. To close the descriptor does not remove it then. 0, or -1 with errno.
int clinux_tun_leave(int descriptor);
/// How many packets may wait in a device of the calling thread's namespace: ip link set NAME txqueuelen N. 0, or -1 with errno.
int clinux_set_queue_length(const char *name, int packets);
