#include "ipopt_library.hpp"

#include <strandline/numerics/nonlinear_program.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

namespace strandline::numerics {
namespace {

/// What the callbacks see: they are plain functions with one pointer.
struct Call {
    const NonlinearProgram& program;
    const Context& context;
    std::int32_t iterations = 0;
    bool cancelled = false;
};

std::span<const double> point(Index count, const Number* x) { return {x, static_cast<std::size_t>(count)}; }

std::span<double> values(Index count, Number* x) { return {x, static_cast<std::size_t>(count)}; }

bool finite(std::span<const double> numbers) {
    return std::ranges::all_of(numbers, [](double one) { return std::isfinite(one); });
}

Bool objective(Index n, Number* x, Bool, Number* value, UserDataPtr data) {
    const Call& call = *static_cast<Call*>(data);
    return call.program.objective(point(n, x), *value) && std::isfinite(*value);
}

Bool gradient(Index n, Number* x, Bool, Number* made, UserDataPtr data) {
    const Call& call = *static_cast<Call*>(data);
    return call.program.gradient(point(n, x), values(n, made)) && finite(values(n, made));
}

Bool constraints(Index n, Number* x, Bool, Index m, Number* made, UserDataPtr data) {
    const Call& call = *static_cast<Call*>(data);
    if (m == 0) return TRUE;
    return call.program.constraints(point(n, x), values(m, made)) && finite(values(m, made));
}

void copy_places(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns, Index* to_rows,
                 Index* to_columns) {
    std::ranges::transform(rows, to_rows, [](std::uint32_t i) { return static_cast<Index>(i); });
    std::ranges::transform(columns, to_columns, [](std::uint32_t i) { return static_cast<Index>(i); });
}

Bool jacobian(Index n, Number* x, Bool, Index, Index entries, Index* rows, Index* columns, Number* made,
              UserDataPtr data) {
    const Call& call = *static_cast<Call*>(data);
    if (entries == 0) return TRUE;
    if (!made) {
        copy_places(call.program.jacobian_rows, call.program.jacobian_columns, rows, columns);
        return TRUE;
    }
    return call.program.jacobian(point(n, x), values(entries, made)) && finite(values(entries, made));
}

Bool hessian(Index n, Number* x, Bool, Number factor, Index m, Number* multipliers, Bool, Index entries,
             Index* rows, Index* columns, Number* made, UserDataPtr data) {
    const Call& call = *static_cast<Call*>(data);
    if (!call.program.hessian) return FALSE;
    if (!made) {
        copy_places(call.program.hessian_rows, call.program.hessian_columns, rows, columns);
        return TRUE;
    }
    return call.program.hessian(point(n, x), factor, point(m, multipliers), values(entries, made)) &&
           finite(values(entries, made));
}

Bool iteration(Index, Index count, Number, Number, Number, Number, Number, Number, Number, Number, Index,
               UserDataPtr data) {
    Call& call = *static_cast<Call*>(data);
    call.iterations = count;
    call.cancelled = call.context.cancelled();
    return call.cancelled ? FALSE : TRUE;
}

/// Ipopt takes numbers from 1e19 on as infinite.
std::vector<double> without_infinities(std::vector<double> bounds) {
    for (double& one : bounds) one = std::clamp(one, -1e20, 1e20);
    return bounds;
}

class Problem {
public:
    Problem(const IpoptLibrary& library, const NonlinearProgram& program) : library_(library) {
        auto lower = without_infinities(program.lower), upper = without_infinities(program.upper);
        auto least = without_infinities(program.constraint_lower),
             most = without_infinities(program.constraint_upper);
        made_ = library.CreateIpoptProblem(
            static_cast<Index>(lower.size()), lower.data(), upper.data(), static_cast<Index>(least.size()),
            least.data(), most.data(), static_cast<Index>(program.jacobian_rows.size()),
            static_cast<Index>(program.hessian ? program.hessian_rows.size() : 0), 0, objective, constraints,
            gradient, jacobian, hessian);
    }
    Problem(const Problem&) = delete;
    Problem& operator=(const Problem&) = delete;
    ~Problem() {
        if (made_) library_.FreeIpoptProblem(made_);
    }
    IpoptProblem get() const { return made_; }

    // The interface takes pointers to characters that it does not write to.
    void option(const char* name, const char* value) {
        library_.AddIpoptStrOption(made_, const_cast<char*>(name), const_cast<char*>(value));
    }
    void option(const char* name, double value) {
        library_.AddIpoptNumOption(made_, const_cast<char*>(name), value);
    }
    void option(const char* name, int value) {
        library_.AddIpoptIntOption(made_, const_cast<char*>(name), value);
    }

private:
    const IpoptLibrary& library_;
    IpoptProblem made_ = nullptr;
};

void set_options(Problem& problem, const NonlinearProgram& program, const NonlinearOptions& options) {
    problem.option("print_level", 0);
    problem.option("sb", "yes");  // no banner
    problem.option("linear_solver", "mumps");
    problem.option("option_file_name", "");  // none of the folder that the command runs in
    problem.option("tol", options.tolerance);
    problem.option("acceptable_tol", std::max(100 * options.tolerance, 1e-6));
    problem.option("max_iter", static_cast<int>(options.max_iterations));
    problem.option("mu_strategy", options.adaptive_barrier ? "adaptive" : "monotone");
    problem.option("mu_init", options.barrier);
    for (const char* push : {"bound_push", "bound_frac", "slack_bound_push", "slack_bound_frac"})
        problem.option(push, std::min(1e-2, 0.1 * options.barrier));
    if (!program.hessian) problem.option("hessian_approximation", "limited-memory");
    if (!options.scale) problem.option("nlp_scaling_method", "none");
    if (!options.warm_start) return;
    problem.option("warm_start_init_point", "yes");
    for (const char* push : {"warm_start_bound_push", "warm_start_bound_frac", "warm_start_slack_bound_push",
                             "warm_start_slack_bound_frac", "warm_start_mult_bound_push"})
        problem.option(push, std::min(1e-3, options.barrier));
}

NonlinearStatus status_of(ApplicationReturnStatus status, const Call& call) {
    if (call.cancelled) return NonlinearStatus::interrupted;
    switch (status) {
    case Solve_Succeeded:
    case Feasible_Point_Found:
        return NonlinearStatus::optimal;
    case Solved_To_Acceptable_Level:
        return NonlinearStatus::acceptable;
    case Infeasible_Problem_Detected:
        return NonlinearStatus::infeasible;
    case Maximum_Iterations_Exceeded:
        return NonlinearStatus::max_iterations;
    case User_Requested_Stop:
        return NonlinearStatus::interrupted;
    default:
        return NonlinearStatus::failed;
    }
}

std::string words_of(ApplicationReturnStatus status) {
    switch (status) {
    case Solve_Succeeded:
        return "converged";
    case Feasible_Point_Found:
        return "found a feasible point";
    case Solved_To_Acceptable_Level:
        return "converged to the looser tolerance";
    case Infeasible_Problem_Detected:
        return "converged to a point of locally least violation";
    case Search_Direction_Becomes_Too_Small:
        return "the steps became too small";
    case Diverging_Iterates:
        return "the unknowns grow without bound";
    case User_Requested_Stop:
        return "interrupted";
    case Maximum_Iterations_Exceeded:
        return "the most iterations were made";
    case Restoration_Failed:
        return "no way back to where the constraints hold was found";
    case Error_In_Step_Computation:
        return "no step could be computed";
    case Not_Enough_Degrees_Of_Freedom:
        return "there are more equations than unknowns";
    case Invalid_Number_Detected:
        return "there is no value at the start, or a derivative is no number";
    case Insufficient_Memory:
        return "not enough memory";
    default:
        return "the program or an option is not valid";
    }
}

double violation_of(const NonlinearProgram& program, std::span<const double> values) {
    double worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        worst = std::max(
            {worst, program.constraint_lower[i] - values[i], values[i] - program.constraint_upper[i]});
    return worst;
}

// MUMPS in the sequential library keeps tables of its own, shared by every instance.
std::mutex one_at_a_time;

}  // namespace

NonlinearSolution solve(const NonlinearProgram& program, std::vector<double> start,
                        const NonlinearOptions& options, const Context& context) {
    NonlinearSolution made;
    made.x = std::move(start);
    made.constraint_values.assign(program.constraint_lower.size(), 0);
    made.multipliers.assign(made.constraint_values.size(), 0);
    std::vector<double> of_lower(made.x.size(), 0), of_upper(made.x.size(), 0);
    const IpoptLibrary* const library = ipopt_library();
    if (!library) {
        made.message = std::string("the library ") + STRANDLINE_IPOPT_LIBRARY + " cannot be loaded";
        return made;
    }
    const std::lock_guard alone(one_at_a_time);
    Problem problem(*library, program);
    if (!problem.get()) {
        made.message = "the program is not valid";
        return made;
    }
    set_options(problem, program, options);
    library->SetIntermediateCallback(problem.get(), iteration);
    if (options.warm_start) {
        made.multipliers = options.warm_start->multipliers;
        for (std::size_t i = 0; i < made.x.size(); ++i) {
            const double both = options.warm_start->bound_multipliers[i];
            of_lower[i] = std::max(0.0, -both);
            of_upper[i] = std::max(0.0, both);
        }
    }
    Call call{program, context};
    const ApplicationReturnStatus status =
        library->IpoptSolve(problem.get(), made.x.data(), made.constraint_values.data(), &made.objective,
                            made.multipliers.data(), of_lower.data(), of_upper.data(), &call);
    made.status = status_of(status, call);
    made.message = words_of(status);
    made.iterations = call.iterations;
    made.bound_multipliers.resize(made.x.size());
    for (std::size_t i = 0; i < made.x.size(); ++i) made.bound_multipliers[i] = of_upper[i] - of_lower[i];
    made.violation = violation_of(program, made.constraint_values);
    return made;
}

}  // namespace strandline::numerics
