#include <strandline/numerics/dense_matrix.hpp>

#include <strandline/base/error.hpp>

#include <Eigen/Dense>

namespace strandline::numerics {
namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

}  // namespace

SymmetricEigen symmetric_eigen(std::span<const double> matrix, std::size_t n) {
    STRANDLINE_ASSERT(matrix.size() == n * n);
    if (n == 0) return {};
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
        Eigen::Map<const Rows>(matrix.data(), index(n), index(n)));
    STRANDLINE_ASSERT(solver.info() == Eigen::Success);
    SymmetricEigen made;
    made.values.assign(solver.eigenvalues().data(), solver.eigenvalues().data() + n);
    made.vectors.assign(solver.eigenvectors().data(), solver.eigenvectors().data() + n * n);
    return made;
}

std::vector<double> solve_dense(std::span<const double> matrix, std::span<const double> right) {
    const std::size_t n = right.size();
    STRANDLINE_ASSERT(matrix.size() == n * n);
    if (n == 0) return {};
    const Eigen::PartialPivLU<Eigen::MatrixXd> factors(
        Eigen::Map<const Rows>(matrix.data(), index(n), index(n)));
    const double rcond = factors.rcond();
    if (!(rcond > 1e-16)) return {};
    const Eigen::VectorXd solved = factors.solve(Eigen::Map<const Eigen::VectorXd>(right.data(), index(n)));
    return {solved.data(), solved.data() + n};
}

}  // namespace strandline::numerics
