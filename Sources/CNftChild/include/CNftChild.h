// libnftables in a process of its own: it ends the process that it is in when it cannot open a socket, and would take
// every namespace of a keeper with it.
#pragma once

#include <stddef.h>

/// NULL: libnftables is there. Otherwise why not.
const char *cnft_open(void);
/// Where the opened library lies.
const char *cnft_path(void);

struct cnft_answer {
    /// Which of the commands was refused, counted from 0; -1: none.
    int refused;
    /// Of the last command its output, of a refused one the message. To be given to free(3).
    char *text;
};

enum cnft_form {
    /// As nft prints it.
    CNFT_TEXT,
    CNFT_JSON,
    /// JSON without what changes by itself, such as counters.
    CNFT_STATELESS_JSON,
};

/// Runs the commands one after the other, each a transaction of its own, until one is refused. The last one's output
/// is of the form.
///
/// - name_space: a descriptor of the network namespace to run them in; -1: a new one, which ends with this call
/// - seconds: how long it may take
///
/// 0; or -1 with errno, and with the name of what failed in `call`: ETIMEDOUT if it took too long, ECANCELED if libnftables
/// gave up, and then its last words are the answer's text.
int cnft_run(
    int name_space, const char *const *commands, int count, enum cnft_form form, int seconds, struct cnft_answer *answer, const char **call);
