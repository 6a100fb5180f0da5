#define _GNU_SOURCE
#include "devices.h"

#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

int clinux_tun_attach(int descriptor, const char *name, int index) {
    unsigned wanted = (unsigned)index;
    struct ifreq request = {.ifr_flags = (short)(IFF_TUN | IFF_NO_PI | IFF_TUN_EXCL | IFF_VNET_HDR)};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(descriptor, TUNSETIFINDEX, &wanted) < 0) return -1;
    if (ioctl(descriptor, TUNSETIFF, &request) < 0) return -1;
    return ioctl(descriptor, TUNSETOFFLOAD, (unsigned long)(TUN_F_CSUM | TUN_F_TSO4));
}

int clinux_tun_leave(int descriptor) { return ioctl(descriptor, TUNSETPERSIST, 1); }

int clinux_set_queue_length(const char *name, int packets) {
    struct ifreq request = {.ifr_qlen = packets};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    int result = ioctl(descriptor, SIOCSIFTXQLEN, &request);
    close(descriptor);
    return result;
}
