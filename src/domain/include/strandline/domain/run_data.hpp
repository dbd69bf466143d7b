#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace strandline::domain {

/// Why a value counts for nothing. A missing value is never a zero.
enum class Missing : std::uint8_t {
    no,
    not_a_number,
    bad_quality,
    stale,       // from a source that is gone
    duplicate,   // another value of the same signal and time came before
    clock_step,  // its time contradicts the order in which it was written
    out_of_range
};

/// A measured value of one signal.
struct Reading {
    double time = 0;     // h since the start of the run: when the sample was taken
    double arrival = 0;  // h: when it became known; later than `time` for assays in the laboratory
    std::uint32_t signal = 0;
    double value = 0;  // in the signal's unit; NaN where missing, but for clock steps, duplicates and bad
                       // quality, which keep what was said
    Missing missing = Missing::no;
};

struct Signal {
    std::string name;
    std::string unit;  // as the file or the birth certificate says; perhaps no UCUM
    bool operator==(const Signal&) const = default;
};

/// What came from a bioreactor, in the order of arrival; ties in the order of the source.
struct RunData {
    std::vector<Signal> signals;
    std::vector<Reading> readings;
    std::vector<std::string> remarks;  // "12 readings of CER have bad quality"
};

}  // namespace strandline::domain
