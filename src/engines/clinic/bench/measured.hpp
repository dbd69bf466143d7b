#pragma once

#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

namespace strandline::clinic::bench {

template <class T>
T need(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", render(result.error()).c_str());
        std::exit(1);
    }
    return std::move(*result);
}

inline void need(const Result<void>& result) {
    if (result) return;
    std::fprintf(stderr, "%s\n", render(result.error()).c_str());
    std::exit(1);
}

inline double seconds_of(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Seconds since it was made or last told.
struct Clock {
    double wall = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    void tell(const std::string& what, Json& told) {
        const Clock now;
        told.set(what + "_seconds", now.wall - wall);
        told.set(what + "_cpu_seconds", now.cpu - cpu);
        *this = now;
    }
};

inline double peak_mebibytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace strandline::clinic::bench
