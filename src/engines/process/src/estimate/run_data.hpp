#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace strandline::process {

/// Why a value counts for nothing.
enum class Missing : std::uint8_t {
    no,
    empty,
    not_a_number,
    bad_quality,
    stale,
    duplicate,
    clock_step,
    out_of_range
};

/// A measured value of one signal. Those that are missing are never used as numbers.
struct Reading {
    double time = 0;     // h since the start of the run: when the sample was taken
    double arrival = 0;  // h: when it became known; later than `time` for assays in the laboratory
    std::uint32_t signal = 0;
    double value = 0;  // in the signal's unit; NaN where missing
    Missing missing = Missing::no;
};

struct Signal {
    std::string name, unit;  // UCUM, as the file or the birth certificate says
};

/// What came from a bioreactor, in the order of arrival; ties in the order of the source.
struct RunData {
    std::vector<Signal> signals;
    std::vector<Reading> readings;
    std::vector<std::string> remarks;  // "12 readings of CER have bad quality"
};

}  // namespace strandline::process
