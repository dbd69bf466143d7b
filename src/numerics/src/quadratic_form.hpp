#pragma once

#include <strandline/numerics/quadratic_program.hpp>

#include <Eigen/Sparse>

namespace strandline::numerics {

/// A quadratic program with equations alone: rows that have a range get a column of their own, without
/// curvature, that is their value; fixed columns, free rows and rows that follow from others are gone.
struct QuadraticForm {
    Eigen::SparseMatrix<double> matrix;  // rows scaled to a largest entry of about 1
    Eigen::VectorXd right;
    Eigen::VectorXd lower, upper, slope, curvature;  // by column
    std::vector<std::int32_t> column;                // of the program; -1: the value of a row
    std::vector<std::int32_t> row;                   // of the program, by row
    std::vector<double> row_scale;                   // by row
};

QuadraticForm quadratic_form(const QuadraticProgram& program);

/// Solves M w M' y = r for a diagonal w >= 0; rows that depend on others, or that w leaves empty, get what
/// fits best.
class NormalEquations {
public:
    explicit NormalEquations(const Eigen::SparseMatrix<double>& matrix) : matrix_(matrix) {}
    bool factor(const Eigen::VectorXd& weight);
    Eigen::VectorXd solve(const Eigen::VectorXd& right) const;

private:
    const Eigen::SparseMatrix<double>& matrix_;
    Eigen::SparseMatrix<double> normal_;
    Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> factor_;
    bool analysed_ = false;
};

}  // namespace strandline::numerics
