#include "feed/feed_search.hpp"

#include "feed/ensemble_objective.hpp"

#include <algorithm>

namespace strandline::process {

using numerics::NonlinearSolution;
using numerics::NonlinearStatus;

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

namespace {

std::string name_of(NonlinearStatus status) {
    return status == NonlinearStatus::optimal ? "optimal" : "acceptable";
}

bool converged(const NonlinearSolution& solution) {
    return solution.status == NonlinearStatus::optimal || solution.status == NonlinearStatus::acceptable;
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

double objective_of(const FeedProblem& problem, std::span<const double> members) {
    return members.size() == 1
               ? members[0]
               : ensemble_value(members, problem.maximise ? problem.caution : -problem.caution);
}

}  // namespace

Result<FeedSolution> search_feed(const FeedProblem& problem, const PieceEquations& equations,
                                 const FeedOptions& options, Context& context) {
    const FeedSizes sizes = typical_sizes(problem, equations, options);
    Shooting shooting(problem, equations, options, problem.pieces, sizes);
    const auto program = shooting.program(context.threads());
    const NonlinearSolution found = numerics::solve(
        program, shooting.unknowns(first_plan(problem, problem.pieces)),
        {.tolerance = options.tolerance, .max_iterations = options.max_iterations, .scale = false}, context);
    if (found.status == NonlinearStatus::interrupted) return fail(Error::interrupted());
    if (!converged(found)) return fail(no_feed(problem, shooting, found));
    FeedSolution made;
    made.status = name_of(found.status);
    made.member_objectives = shooting.member_objectives(found.x);
    made.objective = objective_of(problem, made.member_objectives);
    made.violation = found.violation;
    made.iterations = found.iterations;
    made.simulations = shooting.simulations();
    write_plan(problem, shooting.plan(found.x), made);
    made.active = active_constraints(problem, shooting, found, made.end_time);
    return made;
}

}  // namespace strandline::process
