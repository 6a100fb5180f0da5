#pragma once

#include <stddef.h>

/// A netlink socket that becomes readable when tables of nftables in the calling thread's namespace change. -1 with errno.
int clinux_firewall_monitor(void);
/// Takes off what the monitor has to tell and asks whether there is any table, of any family. 1, 0, or -1 with errno.
int clinux_firewall_present(int monitor);
/// The same, with the tables' families and names, one a line: "inet warren\nip nat\n". Ends with a null byte. What does not fit is left out, as is a
/// table with a name that nft could not have given, and one that a process owns (NFT_TABLE_F_OWNER): it goes with that process.
int clinux_firewall_tables(int monitor, char *names, size_t size);
