#pragma once

#include <strandline/numerics/exact_program.hpp>

#include <cstdint>
#include <vector>

namespace strandline::numerics {

/// A square sparse matrix taken apart as L U in fractions. Bases of metabolic networks are nearly triangular:
/// rows and columns of one entry go first, the small rest in Markowitz's order, so that little fills in.
class ExactFactor {
public:
    /// `columns` of a matrix of as many rows.
    explicit ExactFactor(const std::vector<std::vector<ExactProgram::Entry>>& columns);

    /// Rows and columns that hang on the others; a singular matrix has some, as many of each.
    const std::vector<std::int32_t>& dependent_rows() const { return dependent_rows_; }
    const std::vector<std::int32_t>& dependent_columns() const { return dependent_columns_; }

    // Only where nothing is dependent.
    /// z by column with M z = right, which is by row.
    std::vector<Rational> solve(std::vector<Rational> right) const;
    /// w by row with w M = left, which is by column.
    std::vector<Rational> solve_transposed(std::vector<Rational> left) const;

private:
    struct Step {
        std::int32_t row = 0, column = 0;
        Rational pivot;
        std::vector<ExactProgram::Entry> below;  // row, multiple of the pivot row that was taken off it
        std::vector<ExactProgram::Entry> right;  // further entries of the pivot row; `row` is the column
    };
    class Elimination;

    std::vector<Step> steps_;
    std::vector<std::int32_t> dependent_rows_, dependent_columns_;
};

}  // namespace strandline::numerics
