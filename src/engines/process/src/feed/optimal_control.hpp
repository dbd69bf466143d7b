#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/process/simulation.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace strandline::process {

/// How a control runs within its pieces. exponential: u(t) = u_k exp(r_k (t - t_k)), rate r_k one of the
/// unknowns within its own bounds; linear: from u_k to u_(k+1), continuous.
enum class Profile : std::uint8_t { constant, linear, exponential };

/// A held quantity of the model (a parameter, such as a feed rate) that the optimiser chooses.
struct Control {
    std::string id;                         // of the model's parameter
    double lower = 0, upper = 0;            // in the model's unit
    double rate_lower = 0, rate_upper = 0;  // of exponential, per time unit of the model
    Profile profile = Profile::constant;
    std::optional<double> start;  // the first guess; the middle where there is none
};

/// lower <= expression <= upper along the run (at the ends of the pieces and `samples` points within each),
/// or at its end only.
struct FeedConstraint {
    std::string name;
    std::size_t observed = 0;  // index of its expression in the compiled system's observed ones
    double lower = -std::numeric_limits<double>::infinity();
    double upper = std::numeric_limits<double>::infinity();
    bool at_end_only = false;
};

/// Feeding as optimal control over equal pieces of [0, end time]: the objective is an observed expression at
/// the end (of an ensemble its mean less `caution` times its standard deviation), maximised or minimised.
/// Every member of the ensemble obeys every constraint.
struct FeedProblem {
    /// Compiled with sensitivities; observed: what objective and constraints name.
    const CompiledSystem* system = nullptr;
    /// One start a member: the same controls, other parameters or initial values.
    std::vector<SystemState> members;
    std::vector<Control> controls;
    std::int32_t pieces = 1;
    double end_lower = 0, end_upper = 0;  // equal where the end time is fixed
    std::size_t objective = 0;            // index of an observed expression
    bool maximise = true;
    double caution = 0;
    std::vector<FeedConstraint> constraints;
    std::int32_t samples = 2;  // within each piece, where path constraints are looked at as well
};

/// One constraint or bound that is held, to a thousandth of the limit (of a control: of its range), and when.
struct ActiveConstraint {
    std::string name;  // "volume", "F_glucose upper bound"
    double from = 0, to = 0;
    double multiplier = 0;  // gain of the objective for one unit more room; 0 where it is worth nothing
};

struct FeedSolution {
    std::string status;  // "optimal", "acceptable", …: as numerics names them
    double objective = 0, end_time = 0, violation = 0;
    std::vector<double> edges;  // [pieces + 1], times
    /// [control][pieces + 1]: u_k; the last is the end of a linear profile, else the last piece's once more.
    std::vector<double> values;
    std::vector<double> rates;  // [control][piece]: r_k; 0 unless exponential
    std::vector<ActiveConstraint> active;
    std::vector<double> member_objectives;
    std::int32_t iterations = 0, simulations = 0;
};

struct FeedOptions {
    SimulationOptions simulation{.relative = 1e-8, .absolute = 1e-10};
    double tolerance = 1e-6;
    std::int32_t max_iterations = 300;
    std::int32_t starts = 1;  // further ones are drawn from the context's seed; the best is kept
};

/// Direct multiple shooting: Bock and Plitt, IFAC Proceedings 17:1603 (1984), states at the edges of the
/// pieces being unknowns of the program besides the controls; gradients by forward sensitivities.
/// "process.feed_infeasible" (exit 1) with the constraint that cannot be met.
Result<FeedSolution> optimise_feed(const FeedProblem& problem, const FeedOptions& options, Context& context);

/// The run of one member under a feed: its trajectory at `times`, by one simulation from start to end.
Result<Trajectory> run_feed(const FeedProblem& problem, const FeedSolution& feed, std::size_t member,
                            std::span<const double> times, const SimulationOptions& options,
                            Context& context);

}  // namespace strandline::process
