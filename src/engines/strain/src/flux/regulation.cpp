#include <strandline/strain/adjustment.hpp>

#include "flux/column_ranges.hpp"
#include "flux/solved_state.hpp"

#include <strandline/numerics/mixed_program.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

constexpr double edge = 1e-7;  // of a window's end, at least of 1: what rounding may put beyond it

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

double margin(double value) { return edge * std::max(1.0, std::abs(value)); }

struct Window {
    double low = 0, high = 0;
};

Window window_of(double reference, const RegulatoryWindow& window) {
    const double half = window.relative * std::abs(reference) + window.absolute;
    return {reference - half, reference + half};
}

/// Reactions of one column with one window, or with windows that rounding parts.
struct Switch {
    std::int32_t column = 0;
    Window window;
    double reactions = 0;
};

std::vector<Switch> switches(const CompressedModel& small, std::span<const double> reference,
                             const RegulatoryWindow& window) {
    std::vector<Switch> made;
    for (std::int32_t k = 0; k < small.columns(); ++k) {
        const std::size_t first = made.size();
        for (const std::int32_t reaction : small.members[at(k)]) {
            Window w = window_of(reference[at(reaction)], window);
            const double ratio = small.share[at(reaction)].ratio;
            w = {w.low / ratio, w.high / ratio};
            if (ratio < 0) std::swap(w.low, w.high);
            const auto same = std::find_if(made.begin() + static_cast<std::ptrdiff_t>(first), made.end(),
                                           [&](const Switch& other) {
                                               return std::abs(other.window.low - w.low) <= 1e-9 &&
                                                      std::abs(other.window.high - w.high) <= 1e-9;
                                           });
            if (same != made.end())
                same->reactions += 1;
            else
                made.push_back({k, w, 1});
        }
    }
    return made;
}

/// The program with one column of 0 or 1 for each switch that the ranges leave open.
struct SwitchProgram {
    numerics::LinearProgram program;
    std::vector<std::int32_t> whole;
    double always = 0;     // reactions that change in every state
    bool endless = false;  // a flux without an end would need one
};

SwitchProgram switch_program(const CompressedModel& small, const ColumnRanges& ranges,
                             std::span<const Switch> all) {
    SwitchProgram made;
    made.program = linear_program(small);
    made.program.maximise = false;
    std::ranges::fill(made.program.objective, 0.0);
    for (std::size_t k = 0; k < ranges.least.size(); ++k) {
        made.program.lower[k] = std::max(made.program.lower[k], ranges.least[k]);
        made.program.upper[k] = std::min(made.program.upper[k], ranges.most[k]);
        if (made.program.lower[k] > made.program.upper[k])
            made.program.lower[k] = made.program.upper[k] = ranges.least[k];
    }
    // Rows are added at the end, column by column: gathered first.
    std::vector<std::vector<domain::Term>> further(at(small.columns()));
    std::vector<std::vector<domain::Term>> of_switch;
    const auto add_row = [&](std::int32_t column, double weight, double low, double high) {
        const auto row = static_cast<std::int32_t>(made.program.row_lower.size());
        further[at(column)].push_back({row, 1});
        of_switch.back().push_back({row, weight});
        made.program.row_lower.push_back(low);
        made.program.row_upper.push_back(high);
    };
    std::vector<double> costs;
    for (const Switch& one : all) {
        const double least = ranges.least[at(one.column)], most = ranges.most[at(one.column)];
        const bool under = least < one.window.low - margin(one.window.low);
        const bool over = most > one.window.high + margin(one.window.high);
        const bool never = most < one.window.low - margin(one.window.low) ||
                           least > one.window.high + margin(one.window.high);
        if (never) made.always += one.reactions;
        if (never || (!under && !over)) continue;
        if ((under && std::isinf(least)) || (over && std::isinf(most))) made.endless = true;
        of_switch.emplace_back();
        costs.push_back(one.reactions);
        if (over) add_row(one.column, one.window.high - most, -numerics::infinity, one.window.high);
        if (under) add_row(one.column, one.window.low - least, one.window.low, numerics::infinity);
    }
    numerics::SparseColumns matrix;
    matrix.rows = static_cast<std::int32_t>(made.program.row_lower.size());
    for (std::int32_t k = 0; k < small.columns(); ++k) {
        const auto row = small.matrix.rows_of(k);
        for (std::size_t e = 0; e < row.size(); ++e) matrix.add(row[e], small.matrix.values_of(k)[e]);
        for (const domain::Term& term : further[at(k)]) matrix.add(term.index, term.coefficient);
        matrix.end_column();
    }
    for (std::size_t s = 0; s < of_switch.size(); ++s) {
        for (const domain::Term& term : of_switch[s]) matrix.add(term.index, term.coefficient);
        matrix.end_column();
        made.whole.push_back(matrix.columns() - 1);
        made.program.lower.push_back(0);
        made.program.upper.push_back(1);
        made.program.objective.push_back(costs[s]);
    }
    made.program.matrix = std::move(matrix);
    return made;
}

bool is_outside(double flux, const Window& w) {
    return flux < w.low - 10 * margin(w.low) || flux > w.high + 10 * margin(w.high);
}

double changed(const FluxSolution& state, std::span<const double> reference, const RegulatoryWindow& window) {
    double count = 0;
    for (std::size_t j = 0; j < state.fluxes.size(); ++j)
        if (is_outside(state.fluxes[j], window_of(reference[j], window))) count += 1;
    return count;
}

}  // namespace

Result<Adjustment> minimise_regulation(const FluxModel& mutant, std::span<const double> reference,
                                       const RegulatoryWindow& window, std::int64_t nodes, Context& context) {
    const CompressedModel small = compress(mutant);
    const ColumnRanges ranges = column_ranges(small, context);
    Adjustment made;
    made.state.status = ranges.status;
    if (ranges.status != FluxStatus::optimal || context.cancelled()) return made;
    double without_flux = 0;
    for (std::size_t j = 0; j < small.share.size(); ++j)
        if (small.share[j].column < 0 && is_outside(0, window_of(reference[j], window))) without_flux += 1;
    const std::vector<Switch> all = switches(small, reference, window);
    const SwitchProgram program = switch_program(small, ranges, all);
    if (program.endless)
        return fail(Error::no("strain.unbounded", "a flux that ROOM has to weigh has no end")
                        .mend("give bounds with --set, or use --linear"));
    const numerics::MixedSolution found =
        numerics::solve_mixed(program.program, program.whole, {.nodes = nodes}, context);
    if (context.cancelled()) return made;
    if (found.status == numerics::MixedStatus::limit)
        return fail(Error::no("strain.nodes", "the search did not end within {} nodes", nodes)
                        .mend("raise --nodes, or use --linear"));
    const bool solved = found.status == numerics::MixedStatus::optimal;
    const std::vector<double> columns(found.values.begin(),
                                      found.values.begin() + (solved ? small.columns() : 0));
    made.state =
        solved_state(mutant, small, solved ? FluxStatus::optimal : FluxStatus::solver_failure, columns);
    made.distance = changed(made.state, reference, window);
    const double counted = found.objective + program.always + without_flux;
    if (solved && made.distance > counted + 0.5) made.state = {};  // a change that no switch paid for
    return made;
}

}  // namespace strandline::strain
