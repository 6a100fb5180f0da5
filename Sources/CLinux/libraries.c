#define _GNU_SOURCE
#define CLINUX_LIBRARY
#include "CLinux.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <unistd.h>

const char *clinux_open_library(struct clinux_library *library) {
    // The thread's own, as dlerror's words are.
    static _Thread_local char words[512];
    if (library->handle) return NULL;
    for (const char *const *name = library->names; *name; name++) {
        void *handle = dlopen(*name, RTLD_NOW | RTLD_LOCAL);
        // Of two threads that open it, both have it.
        if (handle) library->handle = handle;
        if (handle) return NULL;
        // The usual name's, if there are several.
        if (name == library->names) snprintf(words, sizeof words, "%s (apt-get install %s)", dlerror(), library->package);
    }
    return words;
}

const char *clinux_library_path(struct clinux_library *library) {
    struct link_map *map = NULL;
    if (!library->handle || dlinfo(library->handle, RTLD_DI_LINKMAP, &map) != 0 || !map) return NULL;
    return map->l_name;
}

void *clinux_symbol(struct clinux_library *library, const char *name) {
    const char *words = clinux_open_library(library);
    void *symbol = words ? NULL : dlsym(library->handle, name);
    if (symbol) return symbol;
    fprintf(stderr, "warren: %s\n", words ? words : dlerror());
    _exit(3);
}
