#include "flux/regulation_program.hpp"

#include "insertion/program_rows.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::infinity;

constexpr double edge = 1e-7;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// What the ranges leave of a switch.
struct Reach {
    double least = 0, most = 0;
    bool under = false, over = false, never = false;  // never: within the window
};

Reach reach_of(const WindowSwitch& one, const ColumnRanges& ranges) {
    Reach made{ranges.least[at(one.column)], ranges.most[at(one.column)]};
    const double low = one.window.low, high = one.window.high;
    made.under = made.least < low - margin_of(low);
    made.over = made.most > high + margin_of(high);
    made.never = made.most < low - margin_of(low) || made.least > high + margin_of(high);
    return made;
}

/// An open switch on one side of its window; `end` counts outwards from zero.
struct Side {
    double end = 0;
    std::int32_t column = 0;  // of the switch
};

/// A flux beyond several windows has left all of them: one row for all, with the ways from end to end.
void add_stairs(std::vector<Side> sides, std::int32_t column, double sign, double furthest,
                std::vector<ProgramRow>& rows) {
    if (sides.size() < 2) return;
    std::ranges::stable_sort(sides, {}, &Side::end);
    ProgramRow row{{{column, sign}}, -infinity, sides.front().end};
    for (std::size_t k = 0; k < sides.size(); ++k) {
        const double next = k + 1 < sides.size() ? sides[k + 1].end : furthest;
        if (next > sides[k].end) row.terms.push_back({sides[k].column, sides[k].end - next});
    }
    rows.push_back(std::move(row));
}

void hold_to(const ColumnRanges& ranges, numerics::LinearProgram& program) {
    for (std::size_t k = 0; k < ranges.least.size(); ++k) {
        program.lower[k] = std::max(program.lower[k], ranges.least[k]);
        program.upper[k] = std::min(program.upper[k], ranges.most[k]);
        if (program.lower[k] > program.upper[k]) program.lower[k] = program.upper[k] = ranges.least[k];
    }
}

}  // namespace

double margin_of(double end) { return edge * std::max(1.0, std::abs(end)); }

FluxWindow window_of(double reference, const RegulatoryWindow& window) {
    const double half = window.relative * std::abs(reference) + window.absolute;
    return {reference - half, reference + half};
}

std::vector<WindowSwitch> window_switches(const CompressedModel& small, std::span<const double> reference,
                                          const RegulatoryWindow& window) {
    std::vector<WindowSwitch> made;
    for (std::int32_t k = 0; k < small.columns(); ++k) {
        const std::size_t first = made.size();
        for (const std::int32_t reaction : small.members[at(k)]) {
            FluxWindow w = window_of(reference[at(reaction)], window);
            const double ratio = small.share[at(reaction)].ratio;
            w = {w.low / ratio, w.high / ratio};
            if (ratio < 0) std::swap(w.low, w.high);
            const auto same = std::find_if(made.begin() + static_cast<std::ptrdiff_t>(first), made.end(),
                                           [&](const WindowSwitch& other) {
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

SwitchProgram switch_program(const CompressedModel& small, const ColumnRanges& ranges,
                             std::span<const WindowSwitch> all) {
    SwitchProgram made;
    made.program = linear_program(small);
    made.program.maximise = false;
    std::ranges::fill(made.program.objective, 0.0);
    hold_to(ranges, made.program);
    std::vector<ProgramRow> rows = rows_of(made.program);
    std::vector<Side> above, below;
    for (std::size_t s = 0; s < all.size(); ++s) {
        const WindowSwitch& one = all[s];
        const Reach reach = reach_of(one, ranges);
        if (reach.never) made.always += one.reactions;
        if (!reach.never && (reach.under || reach.over)) {
            if ((reach.under && std::isinf(reach.least)) || (reach.over && std::isinf(reach.most)))
                made.endless = true;
            const auto column = static_cast<std::int32_t>(made.program.lower.size());
            made.open.push_back(s);
            made.whole.push_back(column);
            made.program.lower.push_back(0);
            made.program.upper.push_back(1);
            made.program.objective.push_back(one.reactions);
            if (reach.over) {
                rows.push_back(
                    {{{one.column, 1}, {column, one.window.high - reach.most}}, -infinity, one.window.high});
                above.push_back({one.window.high, column});
            }
            if (reach.under) {
                rows.push_back(
                    {{{one.column, 1}, {column, one.window.low - reach.least}}, one.window.low, infinity});
                below.push_back({-one.window.low, column});
            }
        }
        if (s + 1 < all.size() && all[s + 1].column == one.column) continue;
        add_stairs(std::exchange(above, {}), one.column, 1, reach.most, rows);
        add_stairs(std::exchange(below, {}), one.column, -1, -reach.least, rows);
    }
    set_rows(made.program, rows);
    return made;
}

}  // namespace strandline::strain
