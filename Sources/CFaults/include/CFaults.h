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
    /// Which of them is disturbed, counted from 1; 0: none.
    uint32_t target;
    /// One of `CFAULTS_…`.
    uint32_t kind;
    /// Whether the target has been reached.
    uint32_t fired;
    /// The process that is counted.
    int32_t process;
    uint32_t unused;
    /// When it was reached: nanoseconds of CLOCK_MONOTONIC.
    uint64_t fired_at;
    /// What the disturbed request was: `RTM_NEWROUTE`, `open /run/warren/…`.
    char what[216];
    /// Of the first requests: what each was and what it followed, as a number. Equal numbers, equal requests.
    uint64_t sums[CFAULTS_SUMS];
};

/// Swift imports no array of that length.
static inline const uint64_t *cfaults_sums(const struct cfaults_page *page) { return page->sums; }
