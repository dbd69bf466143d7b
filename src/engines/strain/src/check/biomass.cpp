#include "model/formula.hpp"

#include <strandline/domain/atomic_weight.hpp>
#include <strandline/numerics/linear_program.hpp>
#include <strandline/strain/check.hpp>

#include <algorithm>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;
constexpr std::ptrdiff_t fewest_precursors = 3;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

void weigh(const FluxModel& model, BiomassCheck& check) {
    double gram = 0;
    for (const domain::Term& term : model.network->reactions[at(check.reaction)].terms) {
        const auto atoms = read_formula(model.network->metabolites[at(term.index)].formula);
        bool known = atoms && !atoms->empty();
        if (known)
            for (const auto& [symbol, number] : *atoms) {
                const auto weight = domain::atomic_weight(symbol);
                known = known && weight;
                if (weight) gram -= term.coefficient * number * *weight / 1000;
            }
        if (!known) check.without_weight.push_back(term.index);
    }
    if (check.without_weight.empty()) check.gram_per_mmol = gram;
}

/// A column for each substrate that takes it away, one open at a time.
void try_precursors(const FluxModel& model, BiomassCheck& check) {
    numerics::LinearProgram program = linear_program(model);
    std::vector<std::int32_t> substrates;
    for (const domain::Term& term : model.network->reactions[at(check.reaction)].terms) {
        if (term.coefficient > 0) continue;
        const auto row = std::ranges::find(model.metabolite_of_row, term.index);
        if (row == model.metabolite_of_row.end()) continue;
        substrates.push_back(term.index);
        program.matrix.add(static_cast<std::int32_t>(row - model.metabolite_of_row.begin()), -1);
        program.matrix.end_column();
        program.lower.push_back(0);
        program.upper.push_back(0);
        program.objective.push_back(0);
    }
    std::ranges::fill(program.objective, 0.0);
    program.maximise = true;
    numerics::LpSolver solver(program);
    if (solver.solve() != numerics::LpStatus::optimal) return;
    const numerics::Basis base = solver.basis();
    check.not_producible.emplace();
    for (std::size_t k = 0; k < substrates.size(); ++k) {
        const std::int32_t column = model.reactions() + static_cast<std::int32_t>(k);
        solver.set_basis(base);
        solver.set_bounds(column, 0, 1);
        solver.set_objective(column, 1);
        if (solver.solve(numerics::LpMethod::primal) == numerics::LpStatus::optimal &&
            solver.value(column) <= nothing)
            check.not_producible->push_back(substrates[k]);
        solver.set_objective(column, 0);
        solver.set_bounds(column, 0, 0);
    }
}

}  // namespace

std::vector<BiomassCheck> check_biomass(const FluxModel& model) {
    std::vector<BiomassCheck> made;
    for (const domain::Term& term : model.objective) {
        const auto& terms = model.network->reactions[at(term.index)].terms;
        if (std::ranges::count_if(terms, [](const auto& t) { return t.coefficient < 0; }) < fewest_precursors)
            continue;
        BiomassCheck one;
        one.reaction = term.index;
        weigh(model, one);
        try_precursors(model, one);
        made.push_back(std::move(one));
    }
    return made;
}

}  // namespace strandline::strain
