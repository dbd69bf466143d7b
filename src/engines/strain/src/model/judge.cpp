#include <strandline/strain/judge.hpp>

#include "model/lifted_basis.hpp"

#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

struct Judge::State {
    FluxModel model;
    numerics::LpSolver solver;
    numerics::Basis base;
    bool has_base = false;

    State(const FluxModel& from, numerics::LpSolver at) : model(from), solver(std::move(at)) {}

    void find_base() {
        set_function(model.objective, model.maximise);
        if (solver.solve() != numerics::LpStatus::optimal) return;
        base = solver.basis();
        has_base = true;
    }

    void set_function(std::span<const domain::Term> function, bool maximise) {
        solver.clear_objective();
        for (const domain::Term& term : function) solver.set_objective(term.index, term.coefficient);
        solver.set_maximise(maximise);
    }
};

Judge::Judge(const FluxModel& model, const FluxRegion& region)
    : state_(std::make_unique<State>(model, started_solver(model))) {
    for (const FluxCondition& condition : region) {
        std::vector<std::int32_t> columns;
        std::vector<double> coefficients;
        for (const domain::Term& term : condition.terms) {
            columns.push_back(term.index);
            coefficients.push_back(term.coefficient);
        }
        state_->solver.add_row(columns, coefficients, condition.lower, condition.upper);
    }
    state_->find_base();
}
Judge::Judge(const FluxModel& model, const CompressedModel& small, const numerics::LpSolver& solved)
    : state_(std::make_unique<State>(model, numerics::LpSolver(linear_program(model)))) {
    state_->solver.set_basis(lifted_basis(model, small, solved));
    state_->find_base();
}
Judge::~Judge() = default;
Judge::Judge(Judge&&) noexcept = default;
Judge& Judge::operator=(Judge&&) noexcept = default;

Judge::Optimum Judge::optimum(std::span<const domain::Term> function, bool maximise,
                              std::span<const std::int32_t> knocked) {
    State& s = *state_;
    for (const std::int32_t reaction : knocked) s.solver.set_bounds(reaction, 0, 0);
    s.set_function(function, maximise);
    if (s.has_base) s.solver.set_basis(s.base);
    const numerics::LpStatus found = s.solver.solve();
    Optimum made;
    if (found == numerics::LpStatus::optimal) {
        made.value = s.solver.objective_value();
        made.status = std::abs(made.value) <= nothing ? FluxStatus::zero_growth : FluxStatus::optimal;
    } else {
        made.status = found == numerics::LpStatus::infeasible  ? FluxStatus::infeasible
                      : found == numerics::LpStatus::unbounded ? FluxStatus::unbounded
                                                               : FluxStatus::solver_failure;
    }
    for (const std::int32_t reaction : knocked)
        s.solver.set_bounds(reaction, s.model.lower[at(reaction)], s.model.upper[at(reaction)]);
    return made;
}

Judge::Optimum Judge::growth(std::span<const std::int32_t> knocked) {
    return optimum(state_->model.objective, state_->model.maximise, knocked);
}

bool Judge::feasible(std::span<const std::int32_t> knocked) {
    const FluxStatus status = optimum({}, true, knocked).status;
    return status == FluxStatus::optimal || status == FluxStatus::zero_growth;
}

std::span<const double> Judge::fluxes() const { return state_->solver.values(); }

}  // namespace strandline::strain
