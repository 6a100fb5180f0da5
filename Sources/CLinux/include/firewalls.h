#pragma once

/// A netlink socket that becomes readable when tables of nftables in the calling thread's namespace change. -1 with errno.
int clinux_firewall_monitor(void);
/// Takes off what the monitor has to tell and asks whether there is any table, of any family. 1, 0, or -1 with errno.
int clinux_firewall_present(int monitor);
