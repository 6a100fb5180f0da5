// What a test and the processes that it disturbs share, mapped from the file that WARREN_FAULTS names.
#pragma once

#include <stdint.h>

enum { CFAULTS_SUMS = 8000 };

enum cfaults_kind {
    /// Requests are counted, and that is all.
    CFAULTS_COUNT = 0,
    /// The request is refused, as a kernel would that does not know it, has no room, or does not allow it.
    CFAULTS_REFUSE = 1,
    /// The request is carried out, and the process is killed before it learns of that.
    CFAULTS_KILL = 2,
};

struct cfaults_page {
    /// How many requests have been made since a test last wrote 0 here.
    uint32_t count;
    /// Which of the requests that are equal to ``wanted`` is disturbed, counted from 1; 0: none.
    uint32_t target;
    /// How many equal to it have been made since a test last wrote 0 here.
    uint32_t met;
    /// One of `CFAULTS_…`.
    uint32_t kind;
    /// Whether the target has been reached.
    uint32_t fired;
    /// The process that is counted.
    int32_t process;
    /// What the disturbed request is, as in ``own``: threads need not make their requests in the same order each time.
    uint64_t wanted;
    /// When it was reached: nanoseconds of CLOCK_MONOTONIC.
    uint64_t fired_at;
    /// What the disturbed request was: `RTM_NEWROUTE`, `open /run/warren/…`.
    char what[216];
    /// Of the first requests: what each was, as a number.
    uint64_t own[CFAULTS_SUMS];
    /// The same with what it followed. Equal numbers, equal requests.
    uint64_t sums[CFAULTS_SUMS];
};

/// Swift imports no arrays of that length.
static inline const uint64_t *cfaults_sums(const struct cfaults_page *page) { return page->sums; }
static inline const uint64_t *cfaults_own(const struct cfaults_page *page) { return page->own; }
