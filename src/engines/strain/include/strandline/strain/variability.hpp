#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/balance.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <vector>

namespace strandline::strain {

struct FluxRange {
    double minimum = 0, maximum = 0;  // mmol/gDW/h; -inf, inf where nothing bounds the flux
};

struct VariabilityOptions {
    double fraction = 1;                  // of the optimum that has to be kept, 0 to 1
    std::vector<std::int32_t> reactions;  // ascending; all when empty
};

struct Variability {
    FluxStatus status = FluxStatus::solver_failure;
    double objective = 0;                 // the optimum
    std::vector<std::int32_t> reactions;  // as asked
    std::vector<FluxRange> ranges;        // one each; empty where there is no optimum
    std::uint64_t linear_programs = 0;
};

/// What the objective has to reach so that `fraction` of the optimum is kept: optimum - (1 - fraction)
/// |optimum| of a largest, + of a smallest. Never closer than 1e-9 of the optimum: states at exactly the
/// optimum are a face that rounding may miss.
double kept_objective(double optimum, bool maximise, double fraction);

/// Flux variability analysis: the least and the most of each flux over all steady states that keep a fraction
/// of the optimum. Mahadevan & Schilling, Metabolic Engineering 5:264 (2003). Ranges that an earlier basic
/// solution attains need no linear program: Gudmundsson & Thiele, BMC Bioinformatics 11:489 (2010); Kenefake and
/// others, BMC Bioinformatics 23:550 (2022). Errors: a fault where a linear program has no answer.
Result<Variability> flux_variability(const FluxModel& model, const VariabilityOptions& options,
                                     Context& context);

}  // namespace strandline::strain
