#pragma once

#include <strandline/formats/petab.hpp>
#include <strandline/process/likelihood.hpp>

#include <cstdint>
#include <vector>

namespace strandline::process {

/// Which parameters are only a scaling s, an offset o or a noise of measurements: y = s f + o, s f or f + o,
/// and a noise that is the parameter itself. Free parameters by their index among these, -1 for none.
struct InnerParameters {
    struct OfMeasurement {
        std::int32_t scaling = -1, offset = -1, noise = -1;
    };
    std::vector<OfMeasurement> measurements;
    std::vector<std::uint8_t> inner;  // [free]
};

/// Found in the formulas: a parameter is one of these in every measurement that it takes part in, and occurs
/// nowhere else: not in the model, in no condition, in no other formula; and it has no prior. Scalings and
/// offsets with normal noise, noises with normal, log-normal and log10-normal noise.
InnerParameters inner_parameters(const Objective& objective);

}  // namespace strandline::process
