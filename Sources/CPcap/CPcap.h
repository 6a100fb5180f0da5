// libpcap, as Swift imports it.
#pragma once

#include <pcap/pcap.h>
