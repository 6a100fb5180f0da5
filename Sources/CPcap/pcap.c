#define CLINUX_LIBRARY
#include "CLinux.h"

// What is defined here is for this program alone: the library's own calls are not to come here.
#pragma GCC visibility push(hidden)
#include "CPcap.h"

// Debian's name, and everybody else's.
static const char *const names[] = {"libpcap.so.0.8", "libpcap.so.1", NULL};
static struct clinux_library library = {.names = names, .package = "libpcap0.8"};

const char *cpcap_open(void) { return clinux_open_library(&library); }
const char *cpcap_path(void) { return clinux_library_path(&library); }

#define FORWARD(type, name, parameters, arguments) CLINUX_FORWARD(library, type, name, parameters, arguments)
FORWARD(pcap_t *, pcap_create, (const char *device, char *words), (device, words))
FORWARD(int, pcap_set_snaplen, (pcap_t *handle, int length), (handle, length))
FORWARD(int, pcap_set_promisc, (pcap_t *handle, int is), (handle, is))
FORWARD(int, pcap_set_immediate_mode, (pcap_t *handle, int is), (handle, is))
FORWARD(int, pcap_set_tstamp_precision, (pcap_t *handle, int precision), (handle, precision))
FORWARD(int, pcap_set_buffer_size, (pcap_t *handle, int size), (handle, size))
FORWARD(int, pcap_activate, (pcap_t *handle), (handle))
FORWARD(int, pcap_setnonblock, (pcap_t *handle, int is, char *words), (handle, is, words))
FORWARD(int, pcap_datalink, (pcap_t *handle), (handle))
FORWARD(const char *, pcap_datalink_val_to_name, (int type), (type))
FORWARD(int, pcap_compile, (pcap_t *handle, struct bpf_program *program, const char *filter, int optimises, bpf_u_int32 mask), (handle, program, filter, optimises, mask))
FORWARD(int, pcap_setfilter, (pcap_t *handle, struct bpf_program *program), (handle, program))
FORWARD(void, pcap_freecode, (struct bpf_program *program), (program))
FORWARD(int, pcap_get_selectable_fd, (pcap_t *handle), (handle))
FORWARD(int, pcap_next_ex, (pcap_t *handle, struct pcap_pkthdr **header, const u_char **bytes), (handle, header, bytes))
FORWARD(int, pcap_stats, (pcap_t *handle, struct pcap_stat *statistics), (handle, statistics))
FORWARD(char *, pcap_geterr, (pcap_t *handle), (handle))
FORWARD(const char *, pcap_statustostr, (int status), (status))
FORWARD(void, pcap_close, (pcap_t *handle), (handle))
#pragma GCC visibility pop
