#pragma once

#include <strandline/process/simulation.hpp>
#include <strandline/process/start_values.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace strandline::process {

/// Why one of many runs has no result; none of them has one then.
struct RunFailure {
    std::int64_t run = 0;  // from 0
    SimulationFailure why;
};

/// Mean and sample standard deviation (NaN of one run) over runs.
struct Ensemble {
    std::int64_t runs = 0;
    std::vector<double> times;
    std::vector<double> means, deviations;  // [time][observed]
    std::optional<RunFailure> failure;      // of the first run, by number, that has one
};

struct EnsembleOptions {
    std::int64_t runs = 1000;
    SimulationOptions simulation;  // its seed is that of all runs
    /// Told each of the first `kept` runs, in their order: values [time][observed].
    std::int64_t kept = 0;
    std::function<void(std::int64_t run, std::span<const double> values)> keep;
};

/// Equations read as a Markov jump process: reactions happen one by one, as often in the mean as their laws
/// say, and change amounts by their stoichiometry. Amounts are numbers of molecules. Gillespie, Journal of
/// Physical Chemistry 81:2340 (1977); exact.
class JumpSystem;
struct JumpSystemDeleter {
    void operator()(JumpSystem* system) const;
};
using JumpSystemPointer = std::unique_ptr<JumpSystem, JumpSystemDeleter>;

/// "process.stochastic" for what has no meaning as a jump process: rate rules, algebraic rules, delay(), fast
/// reactions, laws that move with the time other than by steps.
Result<JumpSystemPointer> jump_system(const domain::KineticModel& model, Equations equations,
                                      std::vector<Node> observed);

/// Runs of the jump process. Run r is the same for any number of runs and threads. A run fails where a
/// propensity is negative or no number, and where an amount would be no whole number, or negative.
Ensemble jump_ensemble(const JumpSystem& system, const StartValues& start, std::span<const double> settings,
                       double start_time, std::span<const double> times, const EnsembleOptions& options,
                       Context& context);

/// Runs of the differential equations, whose draws from distributions differ from run to run.
Ensemble equation_ensemble(const CompiledSystem& system, const StartValues& start,
                           std::span<const double> settings, double start_time, std::span<const double> times,
                           const EnsembleOptions& options, Context& context);

}  // namespace strandline::process
