#define _GNU_SOURCE
#include "bpf.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_tun.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int bpf(int command, void *attributes, unsigned size) { return (int)syscall(SYS_bpf, command, attributes, size); }

int clinux_bpf_load(int type, const uint64_t *instructions, uint32_t count, const char *name, char *log, uint32_t log_size) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.prog_type = (uint32_t)type;
    attributes.insns = (uint64_t)(uintptr_t)instructions;
    attributes.insn_cnt = count;
    // The kernel lends some of its functions only to programs whose licence goes with its own.
    attributes.license = (uint64_t)(uintptr_t) "Dual MIT/GPL";
    strncpy(attributes.prog_name, name, sizeof attributes.prog_name - 1);
    if (log) {
        attributes.log_level = 1;
        attributes.log_buf = (uint64_t)(uintptr_t)log;
        attributes.log_size = log_size;
    }
    return bpf(BPF_PROG_LOAD, &attributes, sizeof attributes);
}

int clinux_bpf_memory(uint32_t size) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.map_type = BPF_MAP_TYPE_ARRAY;
    attributes.key_size = sizeof(uint32_t);
    attributes.value_size = size;
    attributes.max_entries = 1;
    attributes.map_flags = BPF_F_MMAPABLE;
    return bpf(BPF_MAP_CREATE, &attributes, sizeof attributes);
}

int clinux_bpf_attach(int program, int link_index, uint32_t direction) {
    // As Linux 6.6 and later have it: what headers before that know of a link ends with its flags.
    struct {
        uint32_t program, link, direction, flags;
        uint64_t place, revision;
    } attributes = {.program = (uint32_t)program, .link = (uint32_t)link_index, .direction = direction};
    return bpf(BPF_LINK_CREATE, &attributes, sizeof attributes);
}

void *clinux_bpf_map(int memory, uint32_t size) {
    void *address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    return address == MAP_FAILED ? NULL : address;
}

void clinux_bpf_unmap(void *address, uint32_t size) { munmap(address, size); }

int clinux_tun_filter(int device, int program) { return ioctl(device, TUNSETFILTEREBPF, &program); }
