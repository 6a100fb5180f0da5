// libmnl and the kernel's rtnetlink headers, as Swift imports them.
//
// <linux/if_tunnel.h> is left out: it collides with Glibc's own <netinet/ip.h>. CLinux names the
// few constants of it that are needed.
#pragma once

// First, so that <linux/in6.h> leaves to Glibc what both define.
#include <netinet/in.h>

#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/genetlink.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/net_namespace.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
