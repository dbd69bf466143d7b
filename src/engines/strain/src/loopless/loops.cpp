#include "loopless/loops.hpp"

#include "insertion/program_rows.hpp"
#include "loopless/cycle_blocks.hpp"

#include <strandline/strain/compression.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::strain {
namespace {

using numerics::infinity;
using numerics::LpStatus;

constexpr double runs = 1e-6;     // a flux; below, it is not told from rounding
constexpr double in_loop = 1e-6;  // of a cycle whose largest flux is 1

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool is_internal(const FluxModel& model, std::int32_t j) {
    const domain::Network& network = *model.network;
    const auto& terms = network.reactions[at(j)].terms;
    return terms.size() > 1 && std::ranges::none_of(terms, [&](const domain::Term& term) {
               return network.metabolites[at(term.index)].boundary;
           });
}

/// Internal reactions alone, from -1 to 1 as far as they may run in the direction.
FluxModel cycles_of(const FluxModel& model) {
    FluxModel made = model;
    made.objective.clear();
    for (std::int32_t j = 0; j < made.reactions(); ++j) {
        const bool internal = is_internal(model, j);
        made.lower[at(j)] = internal && model.lower[at(j)] < 0 ? -1 : 0;
        made.upper[at(j)] = internal && model.upper[at(j)] > 0 ? 1 : 0;
    }
    for (std::int32_t i = 0; i < made.rows(); ++i)
        if (made.metabolite_of_row[at(i)] < 0) {
            made.row_lower[at(i)] = -infinity;
            made.row_upper[at(i)] = infinity;
        }
    return made;
}

/// Columns of the compressed cycles that can carry flux.
std::optional<std::vector<bool>> cycling_columns(const CompressedModel& small) {
    std::vector<bool> cycling(at(small.columns()), false);
    numerics::LpSolver solver(linear_program(small));
    for (std::int32_t column = 0; column < small.columns(); ++column)
        for (const bool most : {true, false}) {
            if (cycling[at(column)]) continue;
            solver.clear_objective();
            solver.set_objective(column, 1);
            solver.set_maximise(most);
            if (solver.solve(numerics::LpMethod::primal) != LpStatus::optimal) return std::nullopt;
            // In the unit of the largest flux, since a column's own unit is any.
            double largest = 0;
            for (const double value : solver.values()) largest = std::max(largest, std::abs(value));
            for (std::int32_t k = 0; k < small.columns(); ++k)
                if (std::abs(solver.value(k)) > in_loop * largest && largest > in_loop) cycling[at(k)] = true;
        }
    return cycling;
}

bool is_removable(const FluxModel& model, const LoopSpace& space) {
    for (const std::int32_t j : space.reactions)
        if (model.lower[at(j)] > 0 || model.upper[at(j)] < 0) return false;
    for (const domain::Term& term : model.objective)
        if (space.holds(term.index)) return false;
    for (const std::int32_t j : space.reactions)
        for (const std::int32_t row : model.stoichiometry.rows_of(j))
            if (model.metabolite_of_row[at(row)] < 0) return false;
    return true;
}

/// Cycles over the loop reactions; what counts besides metabolites is kept unless `metabolites_only`.
numerics::LinearProgram cycle_program(const FluxModel& model, const LoopSpace& space, bool metabolites_only) {
    std::vector<ProgramRow> rows(at(model.rows()));
    for (std::size_t k = 0; k < space.reactions.size(); ++k) {
        const std::int32_t j = space.reactions[k];
        const auto row = model.stoichiometry.rows_of(j);
        const auto value = model.stoichiometry.values_of(j);
        for (std::size_t e = 0; e < row.size(); ++e) {
            if (metabolites_only && model.metabolite_of_row[at(row[e])] < 0) continue;
            rows[at(row[e])].terms.push_back({static_cast<std::int32_t>(k), value[e]});
        }
    }
    rows.emplace_back();
    for (const domain::Term& term : model.objective)
        if (space.holds(term.index) && !metabolites_only)
            rows.back().terms.push_back({space.position[at(term.index)], term.coefficient});
    std::ranges::sort(rows.back().terms, {}, &domain::Term::index);
    std::erase_if(rows, [](const ProgramRow& row) { return row.terms.empty(); });
    numerics::LinearProgram program;
    program.lower.assign(space.reactions.size(), 0);
    program.upper.assign(space.reactions.size(), 0);
    program.objective.assign(space.reactions.size(), 0);
    set_rows(program, rows);
    return program;
}

}  // namespace

std::optional<LoopSpace> loop_space(const FluxModel& model) {
    LoopSpace made;
    made.position.assign(at(model.reactions()), -1);
    const CompressedModel small = compress(cycles_of(model));
    const auto cycling = cycling_columns(small);
    if (!cycling) return std::nullopt;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const std::int32_t column = small.share[at(j)].column;
        if (column < 0 || !(*cycling)[at(column)]) continue;
        made.position[at(j)] = static_cast<std::int32_t>(made.reactions.size());
        made.reactions.push_back(j);
    }
    made.block = cycle_blocks(model, made.reactions);
    made.removable = is_removable(model, made);
    return made;
}

LoopRemover::LoopRemover(const FluxModel& model, const LoopSpace& space)
    : model_(model),
      space_(space),
      solver_(cycle_program(model, space, false)),
      test_(cycle_program(model, space, true)) {}

bool LoopRemover::remove(std::vector<double>& fluxes, std::int32_t kept) {
    for (std::size_t k = 0; k < space_.reactions.size(); ++k) {
        const std::int32_t j = space_.reactions[k];
        const double flux = fluxes[at(j)];
        // What is left stays between zero and the flux, and within its bounds.
        const double most = flux > 0 ? flux - std::max(model_.lower[at(j)], 0.0) : 0;
        const double least = flux < 0 ? flux - std::min(model_.upper[at(j)], 0.0) : 0;
        const bool free = j != kept;
        const auto column = static_cast<std::int32_t>(k);
        solver_.set_bounds(column, free ? std::min(least, 0.0) : 0, free ? std::max(most, 0.0) : 0);
        solver_.set_objective(column, flux > 0 ? 1 : flux < 0 ? -1 : 0);
    }
    if (solver_.solve_from_scratch() != LpStatus::optimal) return false;
    for (std::size_t k = 0; k < space_.reactions.size(); ++k)
        fluxes[at(space_.reactions[k])] -= solver_.values()[k];
    return true;
}

std::optional<bool> LoopRemover::has_loop(std::span<const double> fluxes) {
    for (std::size_t k = 0; k < space_.reactions.size(); ++k) {
        const double flux = fluxes[at(space_.reactions[k])];
        const auto column = static_cast<std::int32_t>(k);
        test_.set_bounds(column, flux < -runs ? -1 : 0, flux > runs ? 1 : 0);
        test_.set_objective(column, flux > runs ? 1 : flux < -runs ? -1 : 0);
    }
    if (test_.solve_from_scratch() != LpStatus::optimal) return std::nullopt;
    return test_.objective_value() > in_loop;
}

}  // namespace strandline::strain
