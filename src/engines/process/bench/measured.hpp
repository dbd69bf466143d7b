#pragma once

#include <strandline/base/result.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

/// Seconds of a clock that only goes forward.
inline double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The value, or the error on stderr and the end of the program.
template <class T>
T need(strandline::Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", strandline::render(result.error()).c_str());
        std::exit(1);
    }
    return std::move(*result);
}
