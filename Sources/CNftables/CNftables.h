// libnftables, as Swift imports it.
#pragma once

#include <nftables/libnftables.h>
