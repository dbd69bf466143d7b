#include "feed/feed_search.hpp"

#include "feed/ensemble_objective.hpp"

#include <algorithm>
#include <optional>
#include <random>

namespace strandline::process {
namespace {

using numerics::NonlinearSolution;
using numerics::NonlinearStatus;

/// One solution, and what it was made with.
struct FeedAttempt {
    std::unique_ptr<Shooting> shooting;
    NonlinearSolution solution;
    FeedPlan plan;
    double objective = 0;

    bool converged() const {
        return solution.status == NonlinearStatus::optimal || solution.status == NonlinearStatus::acceptable;
    }
};

double objective_of(const FeedProblem& problem, std::span<const double> members) {
    return members.size() == 1
               ? members[0]
               : ensemble_value(members, problem.maximise ? problem.caution : -problem.caution);
}

/// A start far from any solution begins with much freedom, one near it with little: with more it would be
/// left, with less a better one beside it missed.
constexpr double far = 0.1, nearby = 1e-3;

class FeedSearch {
public:
    FeedSearch(const FeedProblem& problem, const PieceEquations& equations, const PieceFlow& flow,
               const FeedSizes& sizes, const FeedOptions& options, Context& context)
        : problem_(problem),
          equations_(equations),
          flow_(flow),
          sizes_(sizes),
          options_(options),
          context_(context) {}

    /// From a plan of any number of pieces.
    FeedAttempt solve(const FeedPlan& from, std::int32_t pieces, double barrier) {
        FeedAttempt made;
        made.shooting = std::make_unique<Shooting>(problem_, equations_, flow_, pieces, sizes_);
        made.solution = numerics::solve(made.shooting->program(context_.threads()),
                                        made.shooting->unknowns(resampled(problem_, from, pieces)),
                                        {.tolerance = options_.tolerance,
                                         .max_iterations = options_.max_iterations,
                                         .scale = false,
                                         .barrier = barrier},
                                        context_);
        made.plan = made.shooting->plan(made.solution.x);
        made.objective = objective_of(problem_, made.shooting->member_objectives(made.solution.x));
        iterations += made.solution.iterations;
        simulations += made.shooting->simulations();
        interrupted = interrupted || made.solution.status == NonlinearStatus::interrupted;
        return made;
    }

    /// Keeps the better one.
    void offer(FeedAttempt made) {
        if (best && best->converged() && !(made.converged() && better(made.objective, best->objective)))
            return;
        if (best && !best->converged() && !made.converged() &&
            made.solution.violation >= best->solution.violation)
            return;
        best = std::move(made);
    }

    /// From far away. An ensemble begins where its first member alone has ended: that takes a share of the
    /// time, and members that pull in different ways do not lead into a poor optimum on the way.
    FeedAttempt solve_from_afar(const FeedPlan& start, std::int32_t pieces) {
        if (problem_.members.size() == 1) return solve(start, pieces, far);
        FeedProblem first = problem_;
        first.members.resize(1);
        FeedSearch alone(first, equations_, flow_, sizes_, options_, context_);
        const FeedAttempt nominal = alone.solve(start, pieces, far);
        iterations += alone.iterations;
        simulations += alone.simulations;
        interrupted = interrupted || alone.interrupted;
        if (nominal.converged()) {
            FeedAttempt made = solve(nominal.plan, pieces, nearby);
            if (made.converged() || interrupted) return made;
        }
        return solve(start, pieces, far);
    }

    /// Few pieces first: they have fewer local optima, and what they find is near a good one of more. By way
    /// of half the pieces another may be found; for ensembles this would take too long.
    void from(const FeedPlan& start) {
        const std::int32_t pieces = problem_.pieces, few = (pieces + 2) / 3, half = (pieces + 1) / 2;
        if (pieces < 4) return offer(solve_from_afar(start, pieces));
        const FeedAttempt coarse = solve_from_afar(start, few);
        if (interrupted) return;
        if (coarse.converged()) {
            FeedAttempt fine = solve(coarse.plan, pieces, nearby);
            const bool there = fine.converged();
            offer(std::move(fine));
            if (interrupted || (there && problem_.members.size() > 1)) return;
            const FeedAttempt middle = solve(coarse.plan, half, nearby);
            if (!interrupted && middle.converged()) offer(solve(middle.plan, pieces, nearby));
            if (there || interrupted) return;
        }
        offer(solve(start, pieces, far));
    }

    std::optional<FeedAttempt> best;
    std::int32_t iterations = 0, simulations = 0;
    bool interrupted = false;

private:
    bool better(double a, double b) const {
        const double margin = 1e-7 * std::max(std::abs(a), std::abs(b));
        return problem_.maximise ? a > b + margin : a < b - margin;
    }

    const FeedProblem& problem_;
    const PieceEquations& equations_;
    const PieceFlow& flow_;
    const FeedSizes& sizes_;
    const FeedOptions& options_;
    Context& context_;
};

/// The same share of the bounds in all pieces.
FeedPlan even_plan(const FeedProblem& problem, double share) {
    FeedPlan made = first_plan(problem, 1);
    for (std::size_t c = 0; c < problem.controls.size(); ++c) {
        const Control& control = problem.controls[c];
        std::ranges::fill(made.values[c], control.lower + share * (control.upper - control.lower));
    }
    return made;
}

/// Every piece of every control anywhere within its bounds.
FeedPlan random_plan(const FeedProblem& problem, std::mt19937_64& random) {
    const auto between = [&](double lower, double upper) {
        const double share = static_cast<double>(random() >> 11) * 0x1p-53;
        return lower + share * (upper - lower);
    };
    FeedPlan made = first_plan(problem, (problem.pieces + 2) / 3);
    made.end_time = between(problem.end_lower, problem.end_upper);
    for (std::size_t c = 0; c < problem.controls.size(); ++c)
        for (double& value : made.values[c])
            value = between(problem.controls[c].lower, problem.controls[c].upper);
    return made;
}

void write_plan(const FeedProblem& problem, const FeedPlan& plan, FeedSolution& made) {
    made.end_time = plan.end_time;
    for (std::int32_t k = 0; k <= problem.pieces; ++k)
        made.edges.push_back(k == problem.pieces ? plan.end_time : k * plan.end_time / problem.pieces);
    for (std::size_t c = 0; c < plan.values.size(); ++c) {
        made.values.insert(made.values.end(), plan.values[c].begin(), plan.values[c].end());
        if (problem.controls[c].profile != Profile::linear) made.values.push_back(plan.values[c].back());
        made.rates.insert(made.rates.end(), plan.rates[c].begin(), plan.rates[c].end());
        made.rates.resize((c + 1) * static_cast<std::size_t>(problem.pieces), 0);
    }
}

FeedSolution solution_of(const FeedProblem& problem, const FeedSearch& search) {
    const FeedAttempt& best = *search.best;
    FeedSolution made;
    made.status = best.solution.status == NonlinearStatus::optimal ? "optimal" : "acceptable";
    made.member_objectives = best.shooting->member_objectives(best.solution.x);
    made.objective = best.objective;
    made.violation = best.solution.violation;
    made.iterations = search.iterations;
    made.simulations = search.simulations;
    write_plan(problem, best.plan, made);
    made.active = active_constraints(problem, *best.shooting, best.solution, made.end_time);
    return made;
}

}  // namespace

FeedPlan first_plan(const FeedProblem& problem, std::int32_t pieces) {
    FeedPlan made;
    made.end_time = 0.5 * (problem.end_lower + problem.end_upper);
    for (const Control& control : problem.controls) {
        const double value = std::clamp(control.start.value_or(0.5 * (control.lower + control.upper)),
                                        control.lower, control.upper);
        const auto count = static_cast<std::size_t>(pieces);
        made.values.emplace_back(count + (control.profile == Profile::linear), value);
        made.rates.emplace_back(control.profile == Profile::exponential ? count : 0,
                                std::clamp(0.0, control.rate_lower, control.rate_upper));
    }
    return made;
}

Result<FeedSolution> search_feed(const FeedProblem& problem, const PieceEquations& equations,
                                 const PieceFlow& flow, const FeedSizes& sizes, const FeedOptions& options,
                                 Context& context) {
    FeedSearch search(problem, equations, flow, sizes, options, context);
    std::mt19937_64 random(context.seed());
    const auto starts = static_cast<std::uint64_t>(std::max(1, options.starts));
    for (std::uint64_t start = 0; start < starts; ++start) {
        context.progress("starts", start, starts);
        search.from(start == 0 ? first_plan(problem, problem.pieces) : random_plan(problem, random));
        if (search.interrupted || context.cancelled()) return fail(Error::interrupted());
    }
    // A start that leads nowhere is no answer while others have not been tried.
    for (const double share : {0.5, 0.1, 0.9, 0.01}) {
        if (search.best->converged()) break;
        search.from(even_plan(problem, share));
        if (search.interrupted || context.cancelled()) return fail(Error::interrupted());
    }
    context.progress("starts", starts, starts);
    if (!search.best->converged())
        return fail(no_feed(problem, *search.best->shooting, search.best->solution));
    return solution_of(problem, search);
}

}  // namespace strandline::process
