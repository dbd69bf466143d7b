#include <strandline/numerics/linear_program.hpp>

#include "scaling.hpp"

#include <strandline/base/error.hpp>

#include <coin/ClpFactorization.hpp>
#include <coin/ClpSimplex.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace strandline::numerics {
namespace {

constexpr double tolerance = 1e-9;
constexpr double proof_margin = 1e-9;   // of the sizes that were added up
constexpr double numeric_dust = 1e-13;  // of the largest entry of a ray
constexpr double reach =
    1e50;  // coefficients beyond it, or below its inverse, leave floating point no answer
constexpr int most_iterations = 1000000;
constexpr int keep_work_areas = 1;  // Clp's startFinishOptions
constexpr int reuse_all = 1 | 2 | 4;
constexpr int reuse_factors = 1 | 2;
// Clp's moreSpecialOptions: a copy by rows of each factorisation costs more than these sparse bases repay.
constexpr int no_row_copy_of_factors = 1024;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool is_in_reach(double coefficient) {
    return std::abs(coefficient) <= reach && std::abs(coefficient) >= 1 / reach;
}

bool is_infinite(double bound) { return !(std::abs(bound) < COIN_DBL_MAX); }

double clp_bound(double bound, double factor) {
    if (bound >= infinity) return COIN_DBL_MAX;
    if (bound <= -infinity) return -COIN_DBL_MAX;
    return bound * factor;
}

Rest rest_of(ClpSimplex::Status status) {
    switch (status) {
    case ClpSimplex::basic:
        return Rest::basic;
    case ClpSimplex::atUpperBound:
        return Rest::upper;
    case ClpSimplex::atLowerBound:
    case ClpSimplex::isFixed:
        return Rest::lower;
    case ClpSimplex::isFree:
    case ClpSimplex::superBasic:
        break;
    }
    return Rest::free;
}

unsigned char status_of(Rest rest) {
    switch (rest) {
    case Rest::basic:
        return ClpSimplex::basic;
    case Rest::lower:
        return ClpSimplex::atLowerBound;
    case Rest::upper:
        return ClpSimplex::atUpperBound;
    case Rest::free:
        break;
    }
    return ClpSimplex::isFree;
}

}  // namespace

Basis basis_of(std::span<const Rest> columns, std::span<const Rest> rows) {
    Basis made;
    for (const Rest rest : columns) made.status.push_back(status_of(rest));
    for (const Rest rest : rows) made.status.push_back(status_of(rest));
    return made;
}

struct LpSolver::State {
    ClpSimplex clp;
    Scaling scaling;
    std::vector<double> lower, upper, row_lower, row_upper, objective;
    bool maximise = true;
    bool objective_changed = true;  // since Clp was told
    bool bounds_changed = true;     // since the last solve
    bool basis_replaced = true;     // since the last solve
    double objective_factor = 1;
    std::vector<double> values;
    std::uint64_t iterations = 0;

    /// A basis that was handed out, with its factors: to come back to it again and again is cheap.
    struct Kept {
        std::vector<unsigned char> status;
        std::vector<int> pivots;
        std::shared_ptr<const ClpFactorization> factors;
    };
    Kept kept;
    bool has_factors = false;  // of the basis that was set
    bool in_reach = true;      // all coefficients

    double sign() const { return maximise ? -1.0 : 1.0; }  // Clp always minimises

    void tell_objective() {
        if (!objective_changed) return;
        double most = 0;
        for (std::size_t j = 0; j < objective.size(); ++j)
            most = std::max(most, std::abs(objective[j]) * scaling.column[j]);
        objective_factor = most > 0 ? 1 / nearest_power_of_two(most) : 1;
        for (std::size_t j = 0; j < objective.size(); ++j)
            clp.setObjectiveCoefficient(static_cast<int>(j),
                                        sign() * objective[j] * scaling.column[j] * objective_factor);
        objective_changed = false;
    }

    LpStatus verdict() const {
        if (clp.status() == 0) return LpStatus::optimal;
        if (clp.status() == 1) return LpStatus::infeasible;
        return clp.status() == 2 ? LpStatus::unbounded : LpStatus::failure;
    }

    LpStatus run(LpMethod method, bool again) {
        tell_objective();
        const int options = again ? reuse_all : has_factors ? reuse_factors : keep_work_areas;
        if (method == LpMethod::dual)
            clp.dual(0, again ? keep_work_areas : options);
        else
            clp.primal(0, options);
        iterations += static_cast<std::uint64_t>(std::max(0, clp.numberIterations()));
        bounds_changed = basis_replaced = has_factors = false;
        return verdict();
    }

    void to_slack_basis() {
        clp.allSlackBasis(true);
        basis_replaced = true;
        has_factors = false;
    }

    LpStatus from_scratch() {
        to_slack_basis();
        LpStatus found = run(LpMethod::dual, false);
        if (found == LpStatus::optimal || (found == LpStatus::infeasible && proves_infeasible()))
            return found;
        to_slack_basis();
        const LpStatus second = run(LpMethod::primal, false);
        // Two methods that disagree, of which neither found an optimum, have no answer.
        if (second == LpStatus::optimal || second == found || found == LpStatus::failure) return second;
        if (found == LpStatus::infeasible && second == LpStatus::unbounded) return LpStatus::infeasible;
        return second;
    }

    void keep_factors() {
        const ClpFactorization* factors = clp.factorization();
        if (!clp.pivotVariable() || !factors || factors->status() != 0 ||
            factors->numberRows() != clp.numberRows())
            return;
        const unsigned char* status = clp.statusArray();
        kept.status.assign(status, status + clp.numberColumns() + clp.numberRows());
        kept.pivots.assign(clp.pivotVariable(), clp.pivotVariable() + clp.numberRows());
        kept.factors = std::make_shared<const ClpFactorization>(*factors);
    }

    void keep_values() {
        const double* scaled = clp.primalColumnSolution();
        values.resize(lower.size());
        for (std::size_t j = 0; j < values.size(); ++j)
            values[j] = std::clamp(scaled[j] * scaling.column[j], lower[j], upper[j]);
    }

    std::vector<double> scaled_ray() const {
        std::unique_ptr<double[]> ray(clp.infeasibilityRay());
        if (!ray) return {};
        return {ray.get(), ray.get() + clp.numberRows()};
    }

    /// Whether the ray of an infeasible program is a Farkas proof with a margin far above rounding.
    bool proves_infeasible() const {
        const std::vector<double> ray = scaled_ray();
        if (ray.empty()) return false;
        const CoinPackedMatrix& matrix = *clp.matrix();
        double largest = 0;
        for (const double y : ray) largest = std::max(largest, std::abs(y));
        if (largest == 0) return false;
        // The range of y(Ax - r) over the box of x and r; a proof when it does not hold 0.
        double least = 0, most = 0, size = 0;
        const auto take = [&](double weight, double low, double high) {
            if (std::abs(weight) <= numeric_dust * largest) return;
            if (weight < 0) std::swap(low, high);
            least += is_infinite(low) ? -infinity : weight * low;
            most += is_infinite(high) ? infinity : weight * high;
            if (!is_infinite(low)) size += std::abs(weight * low);
            if (!is_infinite(high)) size += std::abs(weight * high);
        };
        for (int j = 0; j < clp.numberColumns(); ++j) {
            double weight = 0;
            for (CoinBigIndex k = matrix.getVectorStarts()[j];
                 k < matrix.getVectorStarts()[j] + matrix.getVectorLengths()[j]; ++k)
                weight += ray[at(matrix.getIndices()[k])] * matrix.getElements()[k];
            take(weight, clp.columnLower()[j], clp.columnUpper()[j]);
        }
        for (int i = 0; i < clp.numberRows(); ++i) take(-ray[at(i)], clp.rowLower()[i], clp.rowUpper()[i]);
        const double margin = proof_margin * std::max(size, largest);
        return least > margin || most < -margin;
    }
};

LpSolver::LpSolver(const LinearProgram& program) : state_(std::make_unique<State>()) {
    State& s = *state_;
    const SparseColumns& matrix = program.matrix;
    s.in_reach = std::ranges::all_of(matrix.value, is_in_reach);
    s.scaling = geometric_scaling(matrix);
    s.lower = program.lower;
    s.upper = program.upper;
    s.row_lower = program.row_lower;
    s.row_upper = program.row_upper;
    s.objective = program.objective;
    s.maximise = program.maximise;
    const std::int32_t columns = matrix.columns();
    std::vector<CoinBigIndex> start(matrix.start.begin(), matrix.start.end());
    std::vector<double> value(matrix.value.size());
    std::vector<double> low(at(columns)), high(at(columns)), none(at(columns), 0.0);
    for (std::int32_t j = 0; j < columns; ++j) {
        const double factor = s.scaling.column[at(j)];
        for (auto k = at(matrix.start[at(j)]); k < at(matrix.start[at(j) + 1]); ++k)
            value[k] = matrix.value[k] * factor * s.scaling.row[at(matrix.row[k])];
        low[at(j)] = clp_bound(s.lower[at(j)], 1 / factor);
        high[at(j)] = clp_bound(s.upper[at(j)], 1 / factor);
    }
    std::vector<double> row_low(at(matrix.rows)), row_high(at(matrix.rows));
    for (std::int32_t i = 0; i < matrix.rows; ++i) {
        row_low[at(i)] = clp_bound(s.row_lower[at(i)], s.scaling.row[at(i)]);
        row_high[at(i)] = clp_bound(s.row_upper[at(i)], s.scaling.row[at(i)]);
    }
    s.clp.setLogLevel(0);
    s.clp.loadProblem(columns, matrix.rows, start.data(), matrix.row.data(), value.data(), low.data(),
                      high.data(), none.data(), row_low.data(), row_high.data());
    s.clp.setLogLevel(0);
    s.clp.scaling(0);
    s.clp.setOptimizationDirection(1);
    s.clp.setPrimalTolerance(tolerance);
    s.clp.setDualTolerance(tolerance);
    s.clp.setMaximumIterations(most_iterations);
    s.clp.setMoreSpecialOptions(s.clp.moreSpecialOptions() | no_row_copy_of_factors);
    s.clp.allSlackBasis(true);
}

LpSolver::LpSolver(const LpSolver& other) : state_(std::make_unique<State>(*other.state_)) {
    state_->clp.setLogLevel(0);
    state_->basis_replaced = true;
    state_->has_factors = false;
}
LpSolver::LpSolver(LpSolver&&) noexcept = default;
LpSolver& LpSolver::operator=(LpSolver&&) noexcept = default;
LpSolver::~LpSolver() = default;

std::int32_t LpSolver::columns() const { return state_->clp.numberColumns(); }
std::int32_t LpSolver::rows() const { return state_->clp.numberRows(); }

void LpSolver::set_bounds(std::int32_t column, double lower, double upper) {
    State& s = *state_;
    if (s.lower[at(column)] == lower && s.upper[at(column)] == upper) return;
    s.lower[at(column)] = lower;
    s.upper[at(column)] = upper;
    const double factor = 1 / s.scaling.column[at(column)];
    s.clp.setColumnBounds(column, clp_bound(lower, factor), clp_bound(upper, factor));
    s.bounds_changed = true;
}

void LpSolver::set_row_bounds(std::int32_t row, double lower, double upper) {
    State& s = *state_;
    if (s.row_lower[at(row)] == lower && s.row_upper[at(row)] == upper) return;
    s.row_lower[at(row)] = lower;
    s.row_upper[at(row)] = upper;
    const double factor = s.scaling.row[at(row)];
    s.clp.setRowBounds(row, clp_bound(lower, factor), clp_bound(upper, factor));
    s.bounds_changed = true;
}

void LpSolver::set_objective(std::int32_t column, double coefficient) {
    State& s = *state_;
    if (s.objective[at(column)] == coefficient) return;
    s.objective[at(column)] = coefficient;
    s.objective_changed = true;
}

void LpSolver::clear_objective() {
    std::ranges::fill(state_->objective, 0.0);
    state_->objective_changed = true;
}

void LpSolver::set_maximise(bool maximise) {
    if (state_->maximise == maximise) return;
    state_->maximise = maximise;
    state_->objective_changed = true;
}

double LpSolver::lower(std::int32_t column) const { return state_->lower[at(column)]; }
double LpSolver::upper(std::int32_t column) const { return state_->upper[at(column)]; }
double LpSolver::row_lower(std::int32_t row) const { return state_->row_lower[at(row)]; }
double LpSolver::row_upper(std::int32_t row) const { return state_->row_upper[at(row)]; }
double LpSolver::objective(std::int32_t column) const { return state_->objective[at(column)]; }
bool LpSolver::maximises() const { return state_->maximise; }

LinearProgram LpSolver::program() const {
    const State& s = *state_;
    const CoinPackedMatrix& scaled = *s.clp.matrix();
    LinearProgram made{{}, s.lower, s.upper, s.row_lower, s.row_upper, s.objective, s.maximise};
    made.matrix.rows = rows();
    std::vector<std::pair<std::int32_t, double>> entries;
    for (std::int32_t j = 0; j < columns(); ++j) {
        entries.clear();
        const CoinBigIndex start = scaled.getVectorStarts()[j];
        for (CoinBigIndex k = start; k < start + scaled.getVectorLengths()[j]; ++k)
            entries.emplace_back(scaled.getIndices()[k], scaled.getElements()[k]);
        std::ranges::sort(entries);
        for (const auto& [row, value] : entries)
            made.matrix.add(row, value / (s.scaling.column[at(j)] * s.scaling.row[at(row)]));
        made.matrix.end_column();
    }
    return made;
}

std::int32_t LpSolver::add_row(std::span<const std::int32_t> columns, std::span<const double> coefficients,
                               double lower, double upper) {
    State& s = *state_;
    std::vector<double> value(columns.size());
    double least = infinity, most = 0;
    for (std::size_t k = 0; k < columns.size(); ++k) {
        value[k] = coefficients[k] * s.scaling.column[at(columns[k])];
        least = std::min(least, std::abs(value[k]));
        most = std::max(most, std::abs(value[k]));
    }
    const double factor = most > 0 && least > 0 ? nearest_power_of_two(1 / std::sqrt(least * most)) : 1;
    s.in_reach = s.in_reach &&
                 std::ranges::all_of(coefficients, [](double one) { return one == 0 || is_in_reach(one); });
    for (double& one : value) one *= factor;
    s.clp.addRow(static_cast<int>(columns.size()), columns.data(), value.data(), clp_bound(lower, factor),
                 clp_bound(upper, factor));
    s.scaling.row.push_back(factor);
    s.row_lower.push_back(lower);
    s.row_upper.push_back(upper);
    s.basis_replaced = true;
    return s.clp.numberRows() - 1;
}

LpStatus LpSolver::solve(LpMethod method) {
    State& s = *state_;
    if (!s.in_reach) return LpStatus::failure;
    LpStatus found = s.run(method, !s.basis_replaced && !s.bounds_changed);
    const bool trusted =
        found == LpStatus::optimal || (found == LpStatus::infeasible && s.proves_infeasible());
    if (!trusted) found = s.from_scratch();
    if (found == LpStatus::optimal) s.keep_values();
    return found;
}

LpStatus LpSolver::solve_from_scratch() {
    if (!state_->in_reach) return LpStatus::failure;
    const LpStatus found = state_->from_scratch();
    if (found == LpStatus::optimal) state_->keep_values();
    return found;
}

double LpSolver::objective_value() const {
    double sum = 0;
    for (std::size_t j = 0; j < state_->objective.size(); ++j)
        if (state_->objective[j] != 0) sum += state_->objective[j] * state_->values[j];
    return sum;
}

std::span<const double> LpSolver::values() const { return state_->values; }

std::vector<double> LpSolver::reduced_costs() const {
    const State& s = *state_;
    const double* scaled = s.clp.dualColumnSolution();
    std::vector<double> made(s.lower.size());
    for (std::size_t j = 0; j < made.size(); ++j)
        made[j] = s.sign() * scaled[j] / s.scaling.column[j] / s.objective_factor;
    return made;
}

std::vector<double> LpSolver::row_duals() const {
    const State& s = *state_;
    const double* scaled = s.clp.dualRowSolution();
    std::vector<double> made(s.row_lower.size());
    for (std::size_t i = 0; i < made.size(); ++i)
        made[i] = s.sign() * scaled[i] * s.scaling.row[i] / s.objective_factor;
    return made;
}

std::vector<double> LpSolver::infeasibility_ray() const {
    std::vector<double> ray = state_->scaled_ray();
    for (std::size_t i = 0; i < ray.size(); ++i) ray[i] *= state_->scaling.row[i];
    return ray;
}

Basis LpSolver::basis() const {
    if (!state_->basis_replaced) state_->keep_factors();
    const ClpSimplex& clp = state_->clp;
    const unsigned char* status = clp.statusArray();
    return {{status, status + clp.numberColumns() + clp.numberRows()}};
}

void LpSolver::set_basis(const Basis& basis) {
    ClpSimplex& clp = state_->clp;
    STRANDLINE_ASSERT(basis.status.size() ==
                      static_cast<std::size_t>(clp.numberColumns() + clp.numberRows()));
    clp.copyinStatus(basis.status.data());
    state_->basis_replaced = true;
    const State::Kept& kept = state_->kept;
    state_->has_factors =
        kept.factors && kept.status == basis.status && clp.pivotVariable() && clp.factorization();
    if (!state_->has_factors) return;
    std::ranges::copy(kept.pivots, clp.pivotVariable());
    ClpFactorization factors(*kept.factors);
    clp.setFactorization(factors);
}

bool LpSolver::is_basic(std::int32_t column) const {
    return state_->clp.getColumnStatus(column) == ClpSimplex::basic;
}
bool LpSolver::is_row_basic(std::int32_t row) const {
    return state_->clp.getRowStatus(row) == ClpSimplex::basic;
}
std::vector<Rest> LpSolver::column_rests() const {
    std::vector<Rest> made;
    for (int j = 0; j < state_->clp.numberColumns(); ++j)
        made.push_back(rest_of(state_->clp.getColumnStatus(j)));
    return made;
}
std::vector<Rest> LpSolver::row_rests() const {
    std::vector<Rest> made;
    for (int i = 0; i < state_->clp.numberRows(); ++i) made.push_back(rest_of(state_->clp.getRowStatus(i)));
    return made;
}
std::uint64_t LpSolver::iterations() const { return state_->iterations; }

}  // namespace strandline::numerics
