#pragma once

#include <strandline/process/fit.hpp>
#include <strandline/process/likelihood.hpp>

#include <string>
#include <vector>

namespace strandline::process {

enum class Method : std::uint8_t { trust_region, l_bfgs_b };

struct FitOptions {
    std::size_t starts = 20;
    std::uint64_t seed = 0;
    Method method = Method::trust_region;
    bool hierarchical = false;
    bool from_nominal = false;  // the first start is at the nominal values
    OptimiserOptions optimiser;
};

/// What became of one start; values on the parameters' scales.
struct StartResult {
    std::size_t index = 0;  // from 0, in the order of drawing
    std::vector<double> start, at;
    double start_cost = 0, cost = 0;
    double optimality = 0;
    std::int32_t iterations = 0, evaluations = 0;
    std::int32_t drawn = 1;  // how often, until there was a likelihood
    FitStatus status = FitStatus::converged;
    std::string failure;  // in words, where it failed at the start
};

/// All starts, in the order of drawing; those of `done` are taken as they are. Starts run side by side;
/// results do not depend on their order. When interrupted, those that were finished before.
std::vector<StartResult> multi_start(const Objective& objective, const FitOptions& options,
                                     std::vector<StartResult> done, Context& context);

/// Indices into the results, the best first; those without likelihood last.
std::vector<std::size_t> best_first(const std::vector<StartResult>& results);

}  // namespace strandline::process
