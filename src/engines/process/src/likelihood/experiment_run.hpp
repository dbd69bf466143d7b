#pragma once

#include "likelihood/experiment_plan.hpp"

#include <strandline/process/adjoint.hpp>

namespace strandline::process {

/// What the observed quantities are at an experiment's moments.
struct ExperimentRun {
    std::vector<double> times;          // of the steady state: that of reaching it
    std::vector<double> values;         // [moment][quantity]
    std::vector<double> sensitivities;  // [moment][quantity][direction]; by parameters on their scales
    std::optional<LikelihoodFailure> failure;
};

/// `values` are the parameters of the table, linear; `slopes` d linear / d scaled of each. With a path, it is
/// recorded what the free parameters of the problem, scaled, do to the observed quantities.
ExperimentRun run_experiment(const Objective::Parts& parts, std::size_t experiment,
                             std::span<const double> values, std::span<const double> slopes,
                             bool sensitivities, const Context& context, RecordedPath* path = nullptr);

}  // namespace strandline::process
