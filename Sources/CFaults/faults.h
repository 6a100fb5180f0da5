// What the parts of the library share: the page, what is to become of a request, and how a function is passed.
//
// Hidden, because the library stands in front of every other: its own names must not stand in for a program's.
#pragma once

#define _GNU_SOURCE
#include "CFaults.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

#define HIDDEN __attribute__((visibility("hidden")))
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// The page, in the process that is to be disturbed and in its children until they become another program.
extern HIDDEN struct cfaults_page *faults_page;

enum verdict { GO, REFUSE, KILL };

// Counts a request, and says what is to become of it. `bytes` are what tells it from others of the same words, and `words`
// say what it is.
HIDDEN enum verdict faults_decide(const void *bytes, size_t length, const char *words);

// The same of a request that its words alone tell; nothing is counted in a process that is not meant.
HIDDEN __attribute__((format(printf, 1, 2))) enum verdict faults_point(const char *format, ...);

// The counted process ends, also when the request was a child's that has not yet become its program.
HIDDEN void faults_end_now(void);

// Refuses with the error number, or does it; and ends the process afterwards if that was asked for.
#define PASS(outcome, failure, number, call)    \
    ({                                          \
        enum verdict word = outcome;            \
        __typeof__(call) result;                \
        if (word == REFUSE) {                   \
            errno = number;                     \
            result = failure;                   \
        } else {                                \
            result = call;                      \
            if (word == KILL) faults_end_now(); \
        }                                       \
        result;                                 \
    })
