#pragma once

#include "estimate/off_gas.hpp"

#include <span>
#include <vector>

namespace strandline::process {

/// How a rate that can be measured (OUR, CER, base added, heat) belongs to growth:
/// rate = per_growth * d(biomass)/dt + maintenance * biomass, biomass in g (all of it), rate in any unit a
/// hour. Luedeking and Piret, J. Biochem. Microbiol. Technol. Eng. 1:393 (1959).
struct GrowthSignal {
    Uncertain per_growth;   // unit of the rate * h / g
    Uncertain maintenance;  // unit of the rate / g
};

/// What a soft sensor says at a time.
struct GrowthEstimate {
    double time = 0;    // h
    Uncertain biomass;  // g
    Uncertain rate;     // 1/h
};

struct MeasuredRate {
    double time = 0, value = 0, deviation = 0;
};

/// Biomass and growth rate from one rate alone, without a model of the process: the equation above is
/// integrated, exactly for a rate that goes in straight lines from one measurement to the next. Deviations by
/// linear propagation of the start, the two coefficients, and the noise of each measurement, which is taken
/// as independent. The growth rate is of the last measured rate. Measurements are in the order of time.
std::vector<GrowthEstimate> growth_from_rate(const GrowthSignal& signal, const Uncertain& biomass_at_start,
                                             std::span<const MeasuredRate> measured);

}  // namespace strandline::process
