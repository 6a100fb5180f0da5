#pragma once

/// A shared library that is opened when something of it is first needed.
///
/// Most of what Warren is asked for needs neither captures nor a firewall, and to load their libraries, with the dozen that
/// those need themselves, took a third of the time of a short command.
struct clinux_library;

/// NULL: it is open, and stays so. Otherwise why it cannot be opened, in the loader's words, with the package to install.
const char *clinux_open_library(struct clinux_library *library);
/// Where the opened library lies; NULL if nobody knows.
const char *clinux_library_path(struct clinux_library *library);
/// A function of the library, for CLINUX_FORWARD. Ends the process with a word about it if there is none: whoever can do without
/// the library asks clinux_open_library first.
void *clinux_symbol(struct clinux_library *library, const char *name);

// For C alone.
#ifdef CLINUX_LIBRARY
struct clinux_library {
    /// What it may be called; ends with NULL.
    const char *const *names;
    /// Debian's package.
    const char *package;
    _Atomic(void *) handle;
};

/// Defines a function of the library that calls the library's own.
#define CLINUX_FORWARD(library, type, name, parameters, arguments)               \
    type name parameters {                                                      \
        static _Atomic(__typeof__(&name)) own;                                  \
        __typeof__(&name) function = own;                                       \
        if (!function) own = function = clinux_symbol(&library, #name);         \
        return function arguments;                                              \
    }
#endif
