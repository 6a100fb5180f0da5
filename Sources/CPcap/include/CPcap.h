// libpcap, opened when the first capture needs it.
#pragma once

#include <pcap/pcap.h>

/// NULL: everything that is declared here can be called. Otherwise why not.
const char *cpcap_open(void);
/// Where the opened library lies.
const char *cpcap_path(void);
