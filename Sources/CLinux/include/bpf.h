#pragma once

#include <stdint.h>

// bpf(2), for which glibc has no function. Constants that older headers lack are those of the kernel's <linux/bpf.h>.
/// What a program is for: enum bpf_prog_type.
enum {
    CLINUX_BPF_SOCKET_FILTER = 1,
    CLINUX_BPF_TRAFFIC_CONTROL = 3,
};
/// Where a program of traffic control is attached to a link: enum bpf_attach_type.
enum {
    CLINUX_BPF_INGRESS = 46,
    CLINUX_BPF_EGRESS = 47,
};
/// BPF_PROG_LOAD: gives the kernel a program of `count` instructions, each in a word in host order. What the kernel has to say
/// against it is written to `log`, ended by a zero, if that is not NULL. The program's descriptor, or -1 with errno.
int clinux_bpf_load(int type, const uint64_t *instructions, uint32_t count, const char *name, char *log, uint32_t log_size);
/// BPF_MAP_CREATE: memory of `size` bytes that programs and, by mmap(2) of the descriptor, this process share; all zero.
/// -1 with errno.
int clinux_bpf_memory(uint32_t size);
/// BPF_LINK_CREATE by tcx (Linux 6.6): lets a program see what enters or leaves a link of the calling thread's namespace until
/// the descriptor that is returned is closed. -1 with errno.
int clinux_bpf_attach(int program, int link_index, uint32_t direction);
/// mmap(2) of clinux_bpf_memory's; NULL with errno.
void *clinux_bpf_map(int memory, uint32_t size);
void clinux_bpf_unmap(void *address, uint32_t size);

/// Lets a program decide how much of each packet that a TUN device sends is there to be read: TUNSETFILTEREBPF.
/// 0, or -1 with errno.
int clinux_tun_filter(int device, int program);
