#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/balance.hpp>

#include <cstdint>
#include <vector>

namespace strandline::strain {

struct SamplingRequest {
    std::int32_t samples = 1000;
    std::int32_t chains = 2;    // walks that start at the centre, each with random numbers of its own
    std::int64_t thinning = 0;  // steps between samples of a walk; 0: the square of the dimension
    double fraction = 0;        // of the objective's optimum that every state reaches; 0: any state
};

struct FluxSamples {
    FluxStatus status = FluxStatus::solver_failure;  // optimal: the rest is there
    std::int32_t dimension = 0;
    std::int64_t thinning = 0;
    bool rounded = false;                      // the ellipsoid is the largest; else the walk mixes slower
    std::vector<std::vector<double>> samples;  // by sample, by reaction; chain after chain
};

/// Steady states drawn uniformly from all that the bounds allow: coordinate hit-and-run with rounding.
/// Haraldsdóttir et al., Bioinformatics 33:1741 (2017). The same for any number of threads; the seed is the
/// context's. Fluxes without an end, or a sample that does not hold, are errors.
Result<FluxSamples> sample_fluxes(const FluxModel& model, const SamplingRequest& request, Context& context);

}  // namespace strandline::strain
