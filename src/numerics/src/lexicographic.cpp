#include <strandline/numerics/lexicographic.hpp>

#include "scaling.hpp"

#include <strandline/base/error.hpp>

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>

#include <algorithm>
#include <cmath>

namespace strandline::numerics {
namespace {

constexpr double feasible = 1e-9;     // of a scaled value
constexpr double no_cost = 1e-9;      // of a scaled reduced cost, the objective's largest coefficient being 1
constexpr double least_pivot = 1e-9;  // of a scaled entry of the pivot row
constexpr double same_ratio = 1e-10;  // between candidates of the ratio test
constexpr int pivots_before_bland = 200, most_pivots = 2000;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

using Place = LexicographicProgram::Place;

}  // namespace

// Variables are the columns, then for each row its activity s with A x - s = 0; all scaled.
struct LexicographicProgram::State {
    LinearProgram program;  // scaled; without objective
    Scaling scaling;
    std::vector<Objective> given;  // for the unscaled solver
    std::vector<Objective> objectives;
    std::vector<double> lower, upper;  // by variable, scaled
    std::int32_t columns = 0, rows = 0;

    bool has_basis = false;
    std::vector<Place> place;         // by variable
    std::vector<std::int32_t> basic;  // by position: variable
    Eigen::SparseLU<Eigen::SparseMatrix<double>> factors;
    Eigen::MatrixXd costs;          // variable x objective: reduced costs
    Eigen::VectorXd scaled_values;  // by variable
    std::vector<double> values;     // by column, unscaled
    std::uint64_t pivots = 0, cold_starts = 0;

    std::int32_t variables() const { return columns + rows; }

    template <class Visit>
    void each_entry(std::int32_t variable, Visit&& visit) const {
        if (variable >= columns) {
            visit(variable - columns, -1.0);
            return;
        }
        const auto row = program.matrix.rows_of(variable);
        const auto value = program.matrix.values_of(variable);
        for (std::size_t k = 0; k < row.size(); ++k) visit(row[k], value[k]);
    }

    double times(std::int32_t variable, const Eigen::Ref<const Eigen::VectorXd>& y) const {
        double sum = 0;
        each_entry(variable, [&](std::int32_t row, double value) { sum += value * y[row]; });
        return sum;
    }

    bool factorise() {
        Eigen::SparseMatrix<double> matrix(rows, rows);
        std::vector<Eigen::Triplet<double>> entries;
        for (std::int32_t position = 0; position < rows; ++position)
            each_entry(basic[at(position)],
                       [&](std::int32_t row, double value) { entries.emplace_back(row, position, value); });
        matrix.setFromTriplets(entries.begin(), entries.end());
        factors.compute(matrix);
        return factors.info() == Eigen::Success;
    }

    void price() {
        const auto levels = static_cast<Eigen::Index>(objectives.size());
        costs = Eigen::MatrixXd::Zero(variables(), levels);
        for (Eigen::Index level = 0; level < levels; ++level)
            for (const auto& [column, coefficient] : objectives[static_cast<std::size_t>(level)])
                costs(column, level) = coefficient;
        // An objective without a basic column has no duals.
        std::vector<Eigen::Index> priced;
        for (Eigen::Index level = 0; level < levels; ++level)
            if (std::ranges::any_of(objectives[static_cast<std::size_t>(level)],
                                    [&](const auto& term) { return place[at(term.first)] == Place::basic; }))
                priced.push_back(level);
        if (priced.empty()) return;
        Eigen::MatrixXd of_basic(rows, static_cast<Eigen::Index>(priced.size()));
        for (std::int32_t position = 0; position < rows; ++position)
            for (std::size_t k = 0; k < priced.size(); ++k)
                of_basic(position, static_cast<Eigen::Index>(k)) = costs(basic[at(position)], priced[k]);
        const Eigen::MatrixXd duals = factors.transpose().solve(of_basic);
        for (std::int32_t j = 0; j < variables(); ++j) {
            if (place[at(j)] == Place::basic) continue;
            for (std::size_t k = 0; k < priced.size(); ++k)
                costs(j, priced[k]) -= times(j, duals.col(static_cast<Eigen::Index>(k)));
        }
    }

    /// 1 when the objectives, in order, gain from a larger value of the variable, -1 from a smaller one.
    int gain(std::int32_t variable) const {
        for (Eigen::Index level = 0; level < costs.cols(); ++level)
            if (std::abs(costs(variable, level)) > no_cost) return costs(variable, level) > 0 ? 1 : -1;
        return 0;
    }

    /// Sets each variable that is not basic to the bound where the objectives want it. False where there is
    /// none: the basis is not optimal for any bounds.
    bool place_by_gain() {
        for (std::int32_t j = 0; j < variables(); ++j) {
            Place& now = place[at(j)];
            if (now == Place::basic) continue;
            const int wanted = gain(j);
            if (wanted > 0) now = Place::upper;
            if (wanted < 0) now = Place::lower;
            if (now == Place::lower && lower[at(j)] == -infinity) now = Place::upper;
            if (now == Place::upper && upper[at(j)] == infinity) now = Place::lower;
            if (now == Place::lower && lower[at(j)] == -infinity) now = Place::between;
            if ((wanted > 0 && now != Place::upper) || (wanted < 0 && now != Place::lower)) return false;
        }
        return true;
    }

    double standing(std::int32_t variable) const {
        switch (place[at(variable)]) {
        case Place::lower:
            return lower[at(variable)];
        case Place::upper:
            return upper[at(variable)];
        case Place::basic:
        case Place::between:
            return 0;
        }
        return 0;
    }

    void evaluate() {
        scaled_values.setZero(variables());
        Eigen::VectorXd right = Eigen::VectorXd::Zero(rows);
        for (std::int32_t j = 0; j < variables(); ++j) {
            const double value = standing(j);
            if (value == 0) continue;
            scaled_values[j] = value;
            each_entry(j, [&](std::int32_t row, double entry) { right[row] -= entry * value; });
        }
        const Eigen::VectorXd of_basic = factors.solve(right);
        for (std::int32_t position = 0; position < rows; ++position)
            scaled_values[basic[at(position)]] = of_basic[position];
    }

    void unscale() {
        values.resize(at(columns));
        for (std::int32_t j = 0; j < columns; ++j)
            values[at(j)] = scaled_values[j] * scaling.column[at(j)] + 0.0;
    }

    /// The position whose variable is farthest outside of its bounds (first one, when `bland`), or -1.
    std::int32_t leaving(bool bland) const {
        std::int32_t found = -1;
        double most = feasible;
        for (std::int32_t position = 0; position < rows; ++position) {
            const std::int32_t j = basic[at(position)];
            const double outside = std::max(lower[at(j)] - scaled_values[j], scaled_values[j] - upper[at(j)]);
            if (!(outside > most)) continue;
            if (bland && found >= 0 && j > basic[at(found)]) continue;
            found = position;
            if (!bland) most = outside;
        }
        return found;
    }

    /// The variable to enter when the one at `position` goes to a bound: the least loss of the objectives, in
    /// order. -1 when none can.
    std::int32_t entering(std::int32_t position, bool rises, bool bland) {
        Eigen::VectorXd unit = Eigen::VectorXd::Zero(rows);
        unit[position] = 1;
        const Eigen::VectorXd of_row = factors.transpose().solve(unit);
        struct Candidate {
            std::int32_t variable;
            double pivot;  // positive
            double sign;   // of the reduced costs, so that they are losses
        };
        std::vector<Candidate> left;
        for (std::int32_t j = 0; j < variables(); ++j) {
            const Place now = place[at(j)];
            if (now == Place::basic || (lower[at(j)] == upper[at(j)])) continue;
            const double pivot = times(j, of_row) * (rises ? 1 : -1);
            if (std::abs(pivot) <= least_pivot) continue;
            // The leaving variable rises by -pivot times what the entering one does.
            const bool can = now == Place::between || (now == Place::lower ? pivot < 0 : pivot > 0);
            if (can) left.push_back({j, std::abs(pivot), now == Place::upper ? 1.0 : -1.0});
        }
        for (Eigen::Index level = 0; level < costs.cols() && left.size() > 1; ++level) {
            const auto loss = [&](const Candidate& candidate) {
                const double cost = costs(candidate.variable, level);
                return std::abs(cost) <= no_cost ? 0.0 : candidate.sign * cost / candidate.pivot;
            };
            double least = infinity;
            for (const Candidate& candidate : left) least = std::min(least, loss(candidate));
            const double limit = least + same_ratio * std::max(1.0, std::abs(least));
            std::erase_if(left, [&](const Candidate& candidate) { return loss(candidate) > limit; });
        }
        if (left.empty()) return -1;
        if (bland) return left.front().variable;
        return std::ranges::max_element(left, {}, &Candidate::pivot)->variable;
    }

    /// Dual simplex from the present basis.
    LpStatus follow() {
        if (!place_by_gain()) return LpStatus::failure;
        evaluate();
        for (int step = 0; step < most_pivots; ++step) {
            const bool bland = step >= pivots_before_bland;
            const std::int32_t position = leaving(bland);
            if (position < 0) {
                unscale();
                return LpStatus::optimal;
            }
            const std::int32_t out = basic[at(position)];
            const bool rises = scaled_values[out] < lower[at(out)];
            const std::int32_t in = entering(position, rises, bland);
            if (in < 0) return LpStatus::infeasible;
            place[at(out)] = rises ? Place::lower : Place::upper;
            place[at(in)] = Place::basic;
            basic[at(position)] = in;
            ++pivots;
            if (!factorise()) return LpStatus::failure;
            price();
            if (!place_by_gain()) return LpStatus::failure;
            evaluate();
        }
        return LpStatus::failure;
    }

    /// Fixes what may not move any more without loss for the objective that was just optimised.
    void fix_costly(LpSolver& solver, const Objective& objective) const {
        double largest = 0;
        for (const auto& [column, coefficient] : objective)
            largest = std::max(largest, std::abs(coefficient) * scaling.column[at(column)]);
        const std::vector<double> reduced = solver.reduced_costs();
        const std::vector<double> duals = solver.row_duals();
        for (std::int32_t j = 0; j < columns; ++j)
            if (!solver.is_basic(j) && std::abs(reduced[at(j)]) * scaling.column[at(j)] > no_cost * largest)
                solver.set_bounds(j, solver.value(j), solver.value(j));
        for (std::int32_t i = 0; i < rows; ++i) {
            if (solver.is_row_basic(i) || solver.row_lower(i) == solver.row_upper(i)) continue;
            if (std::abs(duals[at(i)]) / scaling.row[at(i)] <= no_cost * largest) continue;
            const double bound = duals[at(i)] > 0 ? solver.row_upper(i) : solver.row_lower(i);
            if (std::isfinite(bound)) solver.set_row_bounds(i, bound, bound);
        }
    }

    LpStatus from_scratch(const LinearProgram& unscaled) {
        ++cold_starts;
        has_basis = false;
        LpSolver solver(unscaled);
        for (std::size_t level = 0; level < given.size(); ++level) {
            solver.clear_objective();
            for (const auto& [column, coefficient] : given[level]) solver.set_objective(column, coefficient);
            const LpStatus found = solver.solve(level == 0 ? LpMethod::dual : LpMethod::primal);
            if (found != LpStatus::optimal) return level == 0 ? found : unbounded_or_failure(found);
            if (!given[level].empty()) fix_costly(solver, given[level]);
        }
        take_basis(solver);
        if (static_cast<std::int32_t>(basic.size()) != rows || !factorise()) return LpStatus::failure;
        price();
        has_basis = true;
        return follow();
    }

    static LpStatus unbounded_or_failure(LpStatus found) {
        return found == LpStatus::unbounded ? found : LpStatus::failure;
    }

    void take_basis(const LpSolver& solver) {
        basic.clear();
        place.assign(at(variables()), Place::lower);
        for (std::int32_t j = 0; j < columns; ++j)
            if (solver.is_basic(j)) {
                basic.push_back(j);
                place[at(j)] = Place::basic;
            } else if (const double value = solver.value(j) / scaling.column[at(j)];
                       std::abs(value - upper[at(j)]) < std::abs(value - lower[at(j)])) {
                place[at(j)] = Place::upper;
            }
        for (std::int32_t i = 0; i < rows; ++i)
            if (solver.is_row_basic(i)) {
                basic.push_back(columns + i);
                place[at(columns + i)] = Place::basic;
            }
    }

    LinearProgram unscaled() const {
        LinearProgram made = program;
        for (std::int32_t j = 0; j < columns; ++j) {
            for (auto k = at(made.matrix.start[at(j)]); k < at(made.matrix.start[at(j) + 1]); ++k)
                made.matrix.value[k] /= scaling.column[at(j)] * scaling.row[at(made.matrix.row[k])];
            made.lower[at(j)] = lower[at(j)] * scaling.column[at(j)];
            made.upper[at(j)] = upper[at(j)] * scaling.column[at(j)];
        }
        return made;
    }
};

LexicographicProgram::LexicographicProgram(const LinearProgram& given, std::vector<Objective> objectives)
    : state_(std::make_unique<State>()) {
    State& s = *state_;
    LinearProgram program = given;
    if (program.matrix.rows == 0) {  // a basis needs a row, if an empty one
        program.matrix.rows = 1;
        program.row_lower = program.row_upper = {0};
    }
    s.program = program;
    s.program.maximise = true;
    s.columns = program.matrix.columns();
    s.rows = program.matrix.rows;
    s.program.objective.assign(at(s.columns), 0);
    s.scaling = geometric_scaling(program.matrix);
    s.given = std::move(objectives);
    for (std::int32_t j = 0; j < s.columns; ++j) {
        for (auto k = at(program.matrix.start[at(j)]); k < at(program.matrix.start[at(j) + 1]); ++k)
            s.program.matrix.value[k] *= s.scaling.column[at(j)] * s.scaling.row[at(program.matrix.row[k])];
        s.lower.push_back(program.lower[at(j)] / s.scaling.column[at(j)]);
        s.upper.push_back(program.upper[at(j)] / s.scaling.column[at(j)]);
    }
    for (std::int32_t i = 0; i < s.rows; ++i) {
        s.lower.push_back(program.row_lower[at(i)] * s.scaling.row[at(i)]);
        s.upper.push_back(program.row_upper[at(i)] * s.scaling.row[at(i)]);
    }
    for (const Objective& objective : s.given) {
        Objective scaled = objective;
        double largest = 0;
        for (auto& [column, coefficient] : scaled) {
            coefficient *= s.scaling.column[at(column)];
            largest = std::max(largest, std::abs(coefficient));
        }
        if (largest > 0)
            for (auto& [column, coefficient] : scaled) coefficient /= largest;
        s.objectives.push_back(std::move(scaled));
    }
}

LexicographicProgram::LexicographicProgram(LexicographicProgram&&) noexcept = default;
LexicographicProgram& LexicographicProgram::operator=(LexicographicProgram&&) noexcept = default;
LexicographicProgram::~LexicographicProgram() = default;

void LexicographicProgram::set_bounds(std::int32_t column, double lower, double upper) {
    STRANDLINE_ASSERT(lower <= upper);
    state_->lower[at(column)] = lower / state_->scaling.column[at(column)];
    state_->upper[at(column)] = upper / state_->scaling.column[at(column)];
}
double LexicographicProgram::lower(std::int32_t column) const {
    return state_->lower[at(column)] * state_->scaling.column[at(column)];
}
double LexicographicProgram::upper(std::int32_t column) const {
    return state_->upper[at(column)] * state_->scaling.column[at(column)];
}

LpStatus LexicographicProgram::solve() {
    State& s = *state_;
    if (s.has_basis && s.follow() == LpStatus::optimal) return LpStatus::optimal;
    const LpStatus found = s.from_scratch(s.unscaled());
    if (found != LpStatus::optimal) s.has_basis = false;
    // The first objective was solved, so that a later "infeasible" is a contradiction.
    return found;
}

std::span<const double> LexicographicProgram::values() const { return state_->values; }
Place LexicographicProgram::place(std::int32_t column) const { return state_->place[at(column)]; }

std::vector<double> LexicographicProgram::response(std::int32_t column) const {
    const State& s = *state_;
    STRANDLINE_ASSERT(s.has_basis && s.place[at(column)] != Place::basic);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(s.rows);
    s.each_entry(column, [&](std::int32_t row, double entry) { right[row] -= entry; });
    const Eigen::VectorXd of_basic = s.factors.solve(right);
    const double unit = s.scaling.column[at(column)];
    std::vector<double> made(at(s.columns), 0);
    made[at(column)] = 1;
    for (std::int32_t position = 0; position < s.rows; ++position)
        if (const std::int32_t j = s.basic[at(position)]; j < s.columns)
            made[at(j)] = of_basic[position] * s.scaling.column[at(j)] / unit;
    return made;
}

std::uint64_t LexicographicProgram::pivots() const { return state_->pivots; }
std::uint64_t LexicographicProgram::cold_starts() const { return state_->cold_starts; }

}  // namespace strandline::numerics
