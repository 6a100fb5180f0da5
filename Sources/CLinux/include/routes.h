#pragma once

/// A non-blocking netlink socket that becomes readable when anything changes that IPv4 routing depends on: links, addresses,
/// routes, rules, next hop objects. -1 with errno.
int clinux_route_monitor(void);
