// The floor: what one thread of C needs for the network of mesh.swift, with nothing in between it and the kernel.
//
//     clang -O2 -o floor floor.c && ./floor HOSTS PODS        as root; at most 250 of each
//
// One datagram for each namespace and step, namespaces held by descriptors, no names, no records, no checks. Prints
// how many milliseconds it took to build the network, and to let go of it.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ETH0 = 2, FIRST = 100, MOST = 250 };

struct node {
    int namespace, socket;
};

// The datagram that is being put together.
static struct {
    _Alignas(8) char bytes[1 << 20];
    size_t length, start;
    int messages;
} batch;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void *take(size_t size) {
    void *place = batch.bytes + batch.length;
    memset(place, 0, NLMSG_ALIGN(size));
    batch.length += NLMSG_ALIGN(size);
    return place;
}

static void close_message(void) {
    if (batch.messages) ((struct nlmsghdr *)(batch.bytes + batch.start))->nlmsg_len = batch.length - batch.start;
}

static void *message(int type, int flags, size_t size) {
    close_message();
    batch.start = batch.length;
    batch.messages++;
    *(struct nlmsghdr *)take(NLMSG_HDRLEN) = (struct nlmsghdr){.nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags};
    return take(size);
}

static size_t put(int type, const void *value, size_t size) {
    size_t place = batch.length;
    struct rtattr *attribute = take(RTA_LENGTH(size));
    *attribute = (struct rtattr){.rta_type = type, .rta_len = RTA_LENGTH(size)};
    if (size) memcpy(RTA_DATA(attribute), value, size);
    return place;
}

static void put_text(int type, const char *text) { put(type, text, strlen(text) + 1); }
static void put_number(int type, uint32_t number) { put(type, &number, sizeof number); }
static size_t open_nest(int type) { return put(type, NULL, 0); }
static void close_nest(size_t place) { ((struct rtattr *)(batch.bytes + place))->rta_len = batch.length - place; }

// Sends the datagram, and waits for the kernel's word on each message.
static void commit(const struct node *node) {
    close_message();
    if (batch.messages && send(node->socket, batch.bytes, batch.length, 0) < 0) fail("send");
    while (batch.messages > 0) {
        static char answer[1 << 16];
        ssize_t size = recv(node->socket, answer, sizeof answer, 0);
        if (size < 0) fail("recv");
        for (struct nlmsghdr *each = (void *)answer; NLMSG_OK(each, size); each = NLMSG_NEXT(each, size)) {
            int error = ((struct nlmsgerr *)NLMSG_DATA(each))->error;
            if (error) {
                fprintf(stderr, "refused: %s\n", strerror(-error));
                exit(1);
            }
            batch.messages--;
        }
    }
    batch.length = 0;
}

static struct node new_node(void) {
    struct node node;
    int size = 1 << 22;
    if (unshare(CLONE_NEWNET)) fail("unshare");
    if ((node.namespace = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) < 0) fail("namespace");
    if ((node.socket = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) < 0) fail("socket");
    setsockopt(node.socket, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    setsockopt(node.socket, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    return node;
}

// In the namespace that was made last.
static void set(const char *setting, const char *value) {
    int file = open(setting, O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, value, strlen(value)) < 0) fail(setting);
    close(file);
}

static void bring_up(int index, int master) {
    struct ifinfomsg *link = message(RTM_NEWLINK, 0, sizeof *link);
    *link = (struct ifinfomsg){.ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    if (master) put_number(IFLA_MASTER, master);
}

static void add_bridge(const char *name, int index) {
    struct ifinfomsg *link = message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof *link);
    link->ifi_index = index;
    put_text(IFLA_IFNAME, name);
    size_t info = open_nest(IFLA_LINKINFO);
    put_text(IFLA_INFO_KIND, "bridge");
    close_nest(info);
}

static void add_veth(const char *name, int index, const char *peer, int peer_index, const struct node *peer_node) {
    struct ifinfomsg *link = message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof *link);
    link->ifi_index = index;
    put_text(IFLA_IFNAME, name);
    size_t info = open_nest(IFLA_LINKINFO);
    put_text(IFLA_INFO_KIND, "veth");
    size_t data = open_nest(IFLA_INFO_DATA), far = open_nest(VETH_INFO_PEER);
    ((struct ifinfomsg *)take(sizeof(struct ifinfomsg)))->ifi_index = peer_index;
    put_text(IFLA_IFNAME, peer);
    put_number(IFLA_NET_NS_FD, peer_node->namespace);
    close_nest(far);
    close_nest(data);
    close_nest(info);
}

static void add_address(int index, uint32_t address, int length) {
    struct ifaddrmsg *entry = message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sizeof *entry);
    *entry = (struct ifaddrmsg){.ifa_family = AF_INET, .ifa_prefixlen = length, .ifa_index = index};
    put_number(IFA_LOCAL, htonl(address));
    put_number(IFA_ADDRESS, htonl(address));
}

static void add_route(uint32_t network, int length, uint32_t via, int index, int flags) {
    struct rtmsg *route = message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, sizeof *route);
    *route = (struct rtmsg){
        .rtm_family = AF_INET, .rtm_dst_len = length, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_BOOT,
        .rtm_type = RTN_UNICAST, .rtm_scope = via ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK, .rtm_flags = flags};
    if (length) put_number(RTA_DST, htonl(network));
    if (via) put_number(RTA_GATEWAY, htonl(via));
    put_number(RTA_OIF, index);
}

static void answer_at_once(int index) {
    struct ndtmsg *table = message(RTM_SETNEIGHTBL, 0, sizeof *table);
    table->ndtm_family = AF_INET;
    put_text(NDTA_NAME, "arp_cache");
    size_t parameters = open_nest(NDTA_PARMS);
    put_number(NDTPA_IFINDEX, index);
    put(NDTPA_PROXY_DELAY, &(uint64_t){0}, 8);
    close_nest(parameters);
}

static uint32_t host_address(int host) { return 0x0a390000 + host; }                // 10.57.0.HOST
static uint32_t pod_address(int host, int pod) { return 0xc0a80000 + (host << 8) + pod; }  // 192.168.HOST.POD

static struct node segment, hosts[MOST + 1], pods[MOST + 1][MOST + 1];

static void build_host(int host, int host_count, int pod_count) {
    struct node *self = &hosts[host];
    char name[16];
    *self = new_node();
    set("/proc/sys/net/ipv4/ip_forward", "1");
    set("/proc/sys/net/ipv4/conf/default/proxy_arp", "1");
    snprintf(name, sizeof name, "host%d", host);
    add_veth("eth0", ETH0, name, FIRST + host, &segment);
    bring_up(1, 0);
    bring_up(ETH0, 0);
    add_address(ETH0, host_address(host), 16);
    add_route(0, 0, 0x0a39ff01, ETH0, 0);
    for (int other = 1; other <= host_count; other++)
        if (other != host) add_route(pod_address(other, 0), 24, host_address(other), ETH0, RTNH_F_ONLINK);
    commit(self);
    bring_up(FIRST + host, ETH0);
    commit(&segment);

    for (int pod = 1; pod <= pod_count; pod++) {
        pods[host][pod] = new_node();
        snprintf(name, sizeof name, "veth-%d", pod);
        add_veth(name, FIRST + pod, "eth0", ETH0, &pods[host][pod]);
    }
    commit(self);
    for (int pod = 1; pod <= pod_count; pod++) {
        bring_up(1, 0);
        bring_up(ETH0, 0);
        add_address(ETH0, pod_address(host, pod), 24);
        add_route(0, 0, 0xa9fe0a18, ETH0, RTNH_F_ONLINK);
        commit(&pods[host][pod]);
        // Nothing more is asked of it, and of ten thousand nodes not all can have two descriptors.
        close(pods[host][pod].socket);
        pods[host][pod].socket = -1;
    }
    for (int pod = 1; pod <= pod_count; pod++) {
        answer_at_once(FIRST + pod);
        bring_up(FIRST + pod, 0);
        add_route(pod_address(host, pod), 32, 0, FIRST + pod, 0);
    }
    commit(self);
}

static void let_go(struct node *node) {
    if (node->socket >= 0) close(node->socket);
    close(node->namespace);
}

int main(int count, char **words) {
    int host_count = count > 1 ? atoi(words[1]) : 20, pod_count = count > 2 ? atoi(words[2]) : 50;
    if (host_count < 1 || host_count > MOST || pod_count < 1 || pod_count > MOST) {
        fprintf(stderr, "floor HOSTS PODS: from 1 to %d of each\n", MOST);
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    double start = now();
    segment = new_node();
    add_bridge("underlay", ETH0);
    bring_up(ETH0, 0);
    add_address(ETH0, 0x0a39ff01, 16);
    commit(&segment);
    for (int host = 1; host <= host_count; host++) build_host(host, host_count, pod_count);
    double built = now();
    for (int host = 1; host <= host_count; host++) {
        for (int pod = 1; pod <= pod_count; pod++) let_go(&pods[host][pod]);
        let_go(&hosts[host]);
    }
    let_go(&segment);
    printf("up %.1f ms, down %.1f ms\n", built - start, now() - built);
    return 0;
}
