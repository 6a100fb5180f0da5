#define CLINUX_LIBRARY
#include "CLinux.h"
#include "CNftChild.h"

// What is defined here is for this program alone: the library's own calls are not to come here.
#pragma GCC visibility push(hidden)
#include <nftables/libnftables.h>

static const char *const names[] = {"libnftables.so.1", NULL};
static struct clinux_library library = {.names = names, .package = "libnftables1"};

const char *cnft_open(void) { return clinux_open_library(&library); }
const char *cnft_path(void) { return clinux_library_path(&library); }

#define FORWARD(type, name, parameters, arguments) CLINUX_FORWARD(library, type, name, parameters, arguments)
FORWARD(struct nft_ctx *, nft_ctx_new, (uint32_t flags), (flags))
FORWARD(int, nft_ctx_buffer_output, (struct nft_ctx *context), (context))
FORWARD(int, nft_ctx_buffer_error, (struct nft_ctx *context), (context))
FORWARD(const char *, nft_ctx_get_output_buffer, (struct nft_ctx *context), (context))
FORWARD(const char *, nft_ctx_get_error_buffer, (struct nft_ctx *context), (context))
FORWARD(void, nft_ctx_output_set_flags, (struct nft_ctx *context, unsigned flags), (context, flags))
FORWARD(int, nft_run_cmd_from_buffer, (struct nft_ctx *context, const char *commands), (context, commands))
#pragma GCC visibility pop
