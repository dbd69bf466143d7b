#include <strandline/strain/balance.hpp>

#include <cmath>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;

}  // namespace

std::string_view word(FluxStatus status) {
    switch (status) {
    case FluxStatus::optimal:
        return "optimal";
    case FluxStatus::infeasible:
        return "infeasible";
    case FluxStatus::unbounded:
        return "unbounded";
    case FluxStatus::zero_growth:
        return "zero_growth";
    case FluxStatus::solver_failure:
        return "solver_failure";
    }
    return "";
}

FluxSolution flux_balance(const FluxModel& model) {
    numerics::LpSolver solver(linear_program(model));
    FluxSolution made;
    switch (solver.solve()) {
    case numerics::LpStatus::infeasible:
        made.status = FluxStatus::infeasible;
        return made;
    case numerics::LpStatus::unbounded:
        made.status = FluxStatus::unbounded;
        return made;
    case numerics::LpStatus::failure:
        made.status = FluxStatus::solver_failure;
        return made;
    case numerics::LpStatus::optimal:
        break;
    }
    made.objective = solver.objective_value();
    made.status = std::abs(made.objective) <= nothing ? FluxStatus::zero_growth : FluxStatus::optimal;
    made.fluxes.assign(solver.values().begin(), solver.values().end());
    return made;
}

}  // namespace strandline::strain
