#include <strandline/numerics/sparse_solver.hpp>

#include <strandline/base/error.hpp>

#include <klu.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace strandline::numerics {
namespace {

/// Old pivots on new values are kept while no column grows more than this in the elimination.
constexpr double least_reciprocal_growth = 1e-6;

}  // namespace

struct SparseSolver::State {
    SparsePattern pattern;
    klu_common common{};
    klu_symbolic* symbolic = nullptr;
    klu_numeric* numeric = nullptr;
    std::vector<double> row_largest, column_largest;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        klu_free_numeric(&numeric, &common);
        klu_free_symbolic(&symbolic, &common);
    }

    bool factorise(double* values);
    bool refactorise(double* values);
    bool regular(const double* values);
};

bool SparseSolver::State::refactorise(double* values) {
    int* starts = pattern.column_starts.data();
    int* rows = pattern.row_indices.data();
    return klu_refactor(starts, rows, values, symbolic, numeric, &common) && common.status == KLU_OK &&
           klu_rgrowth(starts, rows, values, symbolic, numeric, &common) &&
           common.rgrowth > least_reciprocal_growth && regular(values);
}

bool SparseSolver::State::factorise(double* values) {
    klu_free_numeric(&numeric, &common);
    numeric = klu_factor(pattern.column_starts.data(), pattern.row_indices.data(), values, symbolic, &common);
    if (numeric && common.status == KLU_OK && regular(values)) return true;
    klu_free_numeric(&numeric, &common);
    return false;
}

/// No pivot is what rounding leaves of its column. Rows are scaled as KLU scales them, by their largest
/// entry.
bool SparseSolver::State::regular(const double* values) {
    std::ranges::fill(row_largest, 0.0);
    std::ranges::fill(column_largest, 0.0);
    for (std::size_t e = 0; e < pattern.entries(); ++e) {
        double& largest = row_largest[static_cast<std::size_t>(pattern.row_indices[e])];
        largest = std::max(largest, std::abs(values[e]));
    }
    for (std::size_t j = 0; j < column_largest.size(); ++j)
        for (auto e = static_cast<std::size_t>(pattern.column_starts[j]);
             e < static_cast<std::size_t>(pattern.column_starts[j + 1]); ++e) {
            const double row = row_largest[static_cast<std::size_t>(pattern.row_indices[e])];
            if (row > 0) column_largest[j] = std::max(column_largest[j], std::abs(values[e]) / row);
        }
    const auto* pivots = static_cast<const double*>(numeric->Udiag);
    const double rounding =
        static_cast<double>(column_largest.size()) * std::numeric_limits<double>::epsilon();
    for (std::size_t k = 0; k < column_largest.size(); ++k) {
        const double column = column_largest[static_cast<std::size_t>(symbolic->Q[k])];
        if (!(std::abs(pivots[k]) > rounding * column)) return false;
    }
    return true;
}

SparseSolver::SparseSolver(const SparsePattern& pattern) : state_(std::make_unique<State>()) {
    STRANDLINE_ASSERT(pattern.rows == pattern.columns);
    State& s = *state_;
    s.pattern = pattern;
    klu_defaults(&s.common);
    s.row_largest.resize(static_cast<std::size_t>(pattern.rows));
    s.column_largest.resize(static_cast<std::size_t>(pattern.rows));
    if (pattern.rows > 0)
        s.symbolic = klu_analyze(pattern.rows, s.pattern.column_starts.data(), s.pattern.row_indices.data(),
                                 &s.common);
    STRANDLINE_ASSERT(pattern.rows == 0 || s.symbolic);
}

SparseSolver::SparseSolver(SparseSolver&&) noexcept = default;
SparseSolver& SparseSolver::operator=(SparseSolver&&) noexcept = default;
SparseSolver::~SparseSolver() = default;

bool SparseSolver::factorise(std::span<const double> values) {
    State& s = *state_;
    STRANDLINE_ASSERT(values.size() == s.pattern.entries());
    if (!s.symbolic) return true;
    auto* entries = const_cast<double*>(values.data());  // KLU only reads them
    if (s.numeric && s.refactorise(entries)) return true;
    return s.factorise(entries);
}

void SparseSolver::solve(std::span<double> right_sides) const {
    State& s = *state_;
    if (!s.symbolic) return;
    STRANDLINE_ASSERT(s.numeric && right_sides.size() % static_cast<std::size_t>(s.pattern.rows) == 0);
    const int count = static_cast<int>(right_sides.size() / static_cast<std::size_t>(s.pattern.rows));
    klu_solve(s.symbolic, s.numeric, s.pattern.rows, count, right_sides.data(), &s.common);
}

void SparseSolver::solve_transposed(std::span<double> right_sides) const {
    State& s = *state_;
    if (!s.symbolic) return;
    STRANDLINE_ASSERT(s.numeric && right_sides.size() % static_cast<std::size_t>(s.pattern.rows) == 0);
    const int count = static_cast<int>(right_sides.size() / static_cast<std::size_t>(s.pattern.rows));
    klu_tsolve(s.symbolic, s.numeric, s.pattern.rows, count, right_sides.data(), &s.common);
}

}  // namespace strandline::numerics
