#pragma once

#include "cost/spread.hpp"

#include <strandline/base/context.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace strandline::process {

/// Fills the outcomes of one vector of figures, in the order of both lists; an outcome that does not exist
/// (no rate of return) stays empty. An error ends the sampling.
using OutcomeFunction =
    std::function<Result<void>(std::span<const double> figures, std::span<std::optional<double>> outcomes)>;

/// What is computed from uncertain figures.
struct OutcomeModel {
    std::vector<std::string> outcomes;  // names
    /// Makes a function for one thread, which may hold memory that it uses again and again. Called from
    /// several threads; what the functions give depends on the figures alone.
    std::function<OutcomeFunction()> begin;
};

struct SamplingOptions {
    std::size_t samples = 10'000;  // 2 to a million
    /// Each figure's range is cut into as many equally likely parts as there are samples, each drawn from
    /// once. McKay, Beckman and Conover, Technometrics 21:239 (1979).
    bool latin_hypercube = true;
};

/// What the samples say of one outcome; nothing where it exists in no sample.
struct OutcomeSummary {
    std::string name;
    std::size_t counted = 0;                                  // samples in which it exists
    double mean = 0, standard_deviation = 0;                  // of the population sampled
    double least = 0, p05 = 0, p10 = 0, p25 = 0, median = 0;  // straight between order statistics
    double p75 = 0, p90 = 0, p95 = 0, most = 0;
    double above_zero = 0;  // share of all samples, so those in which it does not exist count against it
    /// Spearman's, with each figure; 0 where either does not vary.
    std::vector<double> rank_correlations;
};

struct Sampled {
    std::size_t samples = 0;
    /// By outcome, then sample, for histograms.
    std::vector<std::vector<std::optional<double>>> outcomes;
    std::vector<OutcomeSummary> summaries;
};

/// Monte Carlo with context.seed() and context.threads(): the same numbers for any number of threads.
/// "process.cost" for bad ranges or an outcome that is no finite number.
Result<Sampled> sample_outcomes(std::span<const UncertainFigure> figures, const OutcomeModel& model,
                                const SamplingOptions& options, Context& context);

/// One figure at its low and its high, all others at their values.
struct TornadoBar {
    std::size_t figure = 0;
    std::vector<std::optional<double>> at_low, at_high;  // by outcome
};

struct Tornado {
    std::vector<std::optional<double>> at_values;
    std::vector<TornadoBar> bars;  // in the order of the figures
};

Result<Tornado> tornado(std::span<const UncertainFigure> figures, const OutcomeModel& model);

/// Bars by how far they move an outcome, the widest first; those where it does not exist last.
std::vector<std::size_t> widest_first(const Tornado& tornado, std::size_t outcome);

}  // namespace strandline::process
