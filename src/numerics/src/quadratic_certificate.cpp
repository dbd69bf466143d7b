#include "quadratic_certificate.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::numerics {
namespace {

constexpr double on_bound = 1e-7;  // of a column, at least of 1
constexpr double at_end = 1e-9;    // of the sizes added up in a row, at least of 1

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Which signs the multiplier of each row may have.
void bound_by_activity(const QuadraticProgram& program, const std::vector<double>& values,
                       LinearProgram& made) {
    std::vector<double> activity(at(program.matrix.rows), 0), size(at(program.matrix.rows), 1);
    for (std::int32_t j = 0; j < program.matrix.columns(); ++j) {
        const auto rows = program.matrix.rows_of(j);
        const auto entries = program.matrix.values_of(j);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            activity[at(rows[k])] += entries[k] * values[at(j)];
            size[at(rows[k])] += std::abs(entries[k] * values[at(j)]);
        }
    }
    for (std::size_t i = 0; i < activity.size(); ++i) {
        const bool low = activity[i] - program.row_lower[i] <= at_end * size[i];
        const bool high = program.row_upper[i] - activity[i] <= at_end * size[i];
        made.lower.push_back(high ? -infinity : 0);
        made.upper.push_back(low ? infinity : 0);
    }
}

}  // namespace

std::vector<double> best_multipliers(const QuadraticProgram& program, const std::vector<double>& values) {
    // Columns: the multipliers, then t. Rows: by column of the program and side on which it can move,
    //   entries . y + t <= or >= its slope there, all over its curvature and size.
    LinearProgram made;
    made.maximise = false;
    bound_by_activity(program, values, made);
    const auto t = static_cast<std::int32_t>(made.lower.size());
    made.lower.push_back(0);
    made.upper.push_back(infinity);
    made.objective.assign(made.lower.size(), 0);
    made.objective.back() = 1;
    struct Entry {
        std::int32_t row = 0;
        double value = 0;
    };
    std::vector<std::vector<Entry>> columns(made.lower.size());
    const auto add_row = [&](std::int32_t j, double sign, double unit) {
        const auto row = static_cast<std::int32_t>(made.row_lower.size());
        const auto rows = program.matrix.rows_of(j);
        const auto entries = program.matrix.values_of(j);
        for (std::size_t k = 0; k < rows.size(); ++k)
            columns[at(rows[k])].push_back({row, sign * entries[k] / unit});
        columns[at(t)].push_back({row, 1});
        made.row_lower.push_back(sign * (program.curvature[at(j)] * values[at(j)] + program.slope[at(j)]) /
                                 unit);
        made.row_upper.push_back(infinity);
    };
    for (std::int32_t j = 0; j < program.matrix.columns(); ++j) {
        const double x = values[at(j)], size = std::max(1.0, std::abs(x));
        const double unit = program.curvature[at(j)] * size, near = on_bound * size;
        // Falling further would pay where the pull is below the slope, rising where it is above.
        if (x - program.lower[at(j)] > near) add_row(j, 1, unit);
        if (program.upper[at(j)] - x > near) add_row(j, -1, unit);
    }
    made.matrix.rows = static_cast<std::int32_t>(made.row_lower.size());
    for (const auto& column : columns) {
        for (const Entry& entry : column) made.matrix.add(entry.row, entry.value);
        made.matrix.end_column();
    }
    LpSolver solver(made);
    if (solver.solve() != LpStatus::optimal) return {};
    std::vector<double> found(solver.values().begin(), solver.values().end());
    found.pop_back();
    return found;
}

}  // namespace strandline::numerics
