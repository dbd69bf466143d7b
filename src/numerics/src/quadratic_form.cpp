#include "quadratic_form.hpp"

#include "scaling.hpp"

#include <Eigen/SparseQR>

#include <algorithm>
#include <cmath>

namespace strandline::numerics {
namespace {

constexpr double regular = 1e-11;    // of a diagonal entry, so that dependent rows have a factor
constexpr double dependent = 1e-10;  // of a row's length: what is left of it besides the others
constexpr int refinements = 3;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Rows that do not follow from others, ascending; by a rank-revealing QR decomposition of the columns that
/// are the rows at a length of 1.
std::vector<std::int32_t> independent_rows(const Eigen::SparseMatrix<double>& matrix) {
    Eigen::SparseMatrix<double> turned = matrix.transpose();
    for (Eigen::Index i = 0; i < turned.cols(); ++i)
        if (const double length = turned.col(i).norm(); length > 0) turned.col(i) *= 1 / length;
    turned.makeCompressed();
    Eigen::SparseQR<Eigen::SparseMatrix<double>, Eigen::COLAMDOrdering<int>> qr;
    qr.setPivotThreshold(dependent);
    qr.compute(turned);
    std::vector<std::int32_t> made;
    for (Eigen::Index k = 0; k < qr.rank(); ++k) made.push_back(qr.colsPermutation().indices()[k]);
    std::ranges::sort(made);
    return made;
}

/// Drops the rows that follow from others.
void keep_independent(QuadraticForm& form) {
    if (form.matrix.rows() == 0 || form.matrix.cols() == 0) return;
    const std::vector<std::int32_t> kept = independent_rows(form.matrix);
    std::vector<std::int32_t> new_row(form.row.size(), -1);
    QuadraticForm made = form;
    made.row.clear();
    made.row_scale.clear();
    made.right.resize(static_cast<Eigen::Index>(kept.size()));
    for (const std::int32_t i : kept) {
        new_row[at(i)] = static_cast<std::int32_t>(made.row.size());
        made.right[new_row[at(i)]] = form.right[i];
        made.row.push_back(form.row[at(i)]);
        made.row_scale.push_back(form.row_scale[at(i)]);
    }
    std::vector<Eigen::Triplet<double>> entries;
    for (Eigen::Index j = 0; j < form.matrix.outerSize(); ++j)
        for (Eigen::SparseMatrix<double>::InnerIterator entry(form.matrix, j); entry; ++entry)
            if (const std::int32_t i = new_row[at(static_cast<std::int32_t>(entry.row()))]; i >= 0)
                entries.emplace_back(i, static_cast<std::int32_t>(j), entry.value());
    made.matrix.resize(static_cast<Eigen::Index>(kept.size()), form.matrix.cols());
    made.matrix.setFromTriplets(entries.begin(), entries.end());
    form = std::move(made);
}

}  // namespace

QuadraticForm quadratic_form(const QuadraticProgram& program) {
    QuadraticForm made;
    const SparseColumns& matrix = program.matrix;
    std::vector<double> most(at(matrix.rows), 0), fixed(at(matrix.rows), 0);
    for (std::size_t k = 0; k < matrix.row.size(); ++k)
        most[at(matrix.row[k])] = std::max(most[at(matrix.row[k])], std::abs(matrix.value[k]));
    std::vector<std::int32_t> new_row(at(matrix.rows), -1);
    for (std::int32_t i = 0; i < matrix.rows; ++i) {
        if (program.row_lower[at(i)] == -infinity && program.row_upper[at(i)] == infinity) continue;
        if (most[at(i)] == 0) continue;
        new_row[at(i)] = static_cast<std::int32_t>(made.row.size());
        made.row.push_back(i);
        made.row_scale.push_back(1 / nearest_power_of_two(most[at(i)]));
    }
    std::vector<Eigen::Triplet<double>> entries;
    std::vector<double> lower, upper, slope, curvature;
    const auto add_column = [&](std::int32_t of, double low, double high, double c, double d) {
        made.column.push_back(of);
        lower.push_back(low);
        upper.push_back(high);
        slope.push_back(c);
        curvature.push_back(d);
    };
    for (std::int32_t j = 0; j < matrix.columns(); ++j) {
        const auto rows = matrix.rows_of(j);
        const auto values = matrix.values_of(j);
        const bool is_fixed = program.lower[at(j)] == program.upper[at(j)];
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const std::int32_t i = new_row[at(rows[k])];
            if (i < 0) continue;
            const double entry = values[k] * made.row_scale[at(i)];
            if (is_fixed)
                fixed[at(i)] += entry * program.lower[at(j)];
            else
                entries.emplace_back(i, static_cast<std::int32_t>(made.column.size()), entry);
        }
        if (!is_fixed)
            add_column(j, program.lower[at(j)], program.upper[at(j)], program.slope[at(j)],
                       program.curvature[at(j)]);
    }
    made.right.resize(static_cast<Eigen::Index>(made.row.size()));
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(made.row.size()); ++i) {
        const double low = program.row_lower[at(made.row[at(i)])] * made.row_scale[at(i)];
        const double high = program.row_upper[at(made.row[at(i)])] * made.row_scale[at(i)];
        made.right[i] = (low == high ? low : 0.0) - fixed[at(i)];
        if (low == high) continue;
        entries.emplace_back(i, static_cast<std::int32_t>(made.column.size()), -1.0);
        add_column(-1, low, high, 0, 0);
    }
    const auto as_vector = [](const std::vector<double>& v) {
        return Eigen::VectorXd(
            Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size())));
    };
    made.lower = as_vector(lower);
    made.upper = as_vector(upper);
    made.slope = as_vector(slope);
    made.curvature = as_vector(curvature);
    made.matrix.resize(static_cast<Eigen::Index>(made.row.size()), static_cast<Eigen::Index>(lower.size()));
    made.matrix.setFromTriplets(entries.begin(), entries.end());
    keep_independent(made);
    return made;
}

bool NormalEquations::factor(const Eigen::VectorXd& weight) {
    // The pattern does not depend on the weights: zeros stay in place.
    normal_ = matrix_ * weight.asDiagonal() * matrix_.transpose();
    Eigen::SparseMatrix<double> regularised = normal_;
    for (Eigen::Index i = 0; i < regularised.rows(); ++i) {
        double& diagonal = regularised.coeffRef(i, i);
        diagonal += diagonal > 0 ? regular * diagonal : 1.0;
    }
    regularised.makeCompressed();
    if (!analysed_) {
        factor_.analyzePattern(regularised);
        analysed_ = true;
    }
    factor_.factorize(regularised);
    return factor_.info() == Eigen::Success;
}

Eigen::VectorXd NormalEquations::solve(const Eigen::VectorXd& right) const {
    Eigen::VectorXd made = factor_.solve(right);
    for (int i = 0; i < refinements; ++i) made += factor_.solve(right - normal_ * made);
    return made;
}

}  // namespace strandline::numerics
