#include <strandline/numerics/linear_program.hpp>
#include <strandline/strain/check.hpp>

namespace strandline::strain {
namespace {

constexpr double conserved = 1e-3;  // of 1, what every conserved metabolite can have at once

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

std::optional<std::vector<std::int32_t>> unconserved_metabolites(const FluxModel& model) {
    // Mass of a metabolite = counted + further; counted is at most 1. The sum of what is counted is largest
    // when every metabolite that can have mass has 1 at least, as masses may be multiplied by anything.
    const domain::Network& network = *model.network;
    std::vector<std::vector<domain::Term>> rows_of(network.metabolites.size());
    std::int32_t rows = 0;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        if (is_pseudo(model, j)) continue;
        for (const domain::Term& term : network.reactions[at(j)].terms)
            rows_of[at(term.index)].push_back({rows, term.coefficient});
        ++rows;
    }
    numerics::LinearProgram program;
    program.matrix.rows = rows;
    program.row_lower.assign(at(rows), 0);
    program.row_upper.assign(at(rows), 0);
    for (const bool counted : {true, false})
        for (const std::vector<domain::Term>& terms : rows_of) {
            for (const domain::Term& term : terms) program.matrix.add(term.index, term.coefficient);
            program.matrix.end_column();
            program.lower.push_back(0);
            program.upper.push_back(counted ? 1 : numerics::infinity);
            program.objective.push_back(counted ? 1 : 0);
        }
    numerics::LpSolver solver(program);
    if (solver.solve(numerics::LpMethod::primal) != numerics::LpStatus::optimal) return std::nullopt;
    std::vector<std::int32_t> made;
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(rows_of.size()); ++i)
        if (solver.value(i) < conserved) made.push_back(i);
    return made;
}

}  // namespace strandline::strain
