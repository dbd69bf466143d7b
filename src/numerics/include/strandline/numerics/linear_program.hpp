#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace strandline::numerics {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// A sparse matrix by columns: of column j the entries start[j] to start[j + 1], rows ascending, none zero.
struct SparseColumns {
    std::int32_t rows = 0;
    std::vector<std::int32_t> start{0};  // columns + 1
    std::vector<std::int32_t> row;
    std::vector<double> value;

    std::int32_t columns() const { return static_cast<std::int32_t>(start.size()) - 1; }
    /// Adds to the column that is being built; `end_column` closes it.
    void add(std::int32_t in_row, double coefficient) {
        row.push_back(in_row);
        value.push_back(coefficient);
    }
    void end_column() { start.push_back(static_cast<std::int32_t>(row.size())); }
    std::span<const std::int32_t> rows_of(std::int32_t column) const {
        return std::span(row).subspan(at(column), at(column + 1) - at(column));
    }
    std::span<const double> values_of(std::int32_t column) const {
        return std::span(value).subspan(at(column), at(column + 1) - at(column));
    }

private:
    std::size_t at(std::int32_t column) const {
        return static_cast<std::size_t>(start[static_cast<std::size_t>(column)]);
    }
};

/// maximise (or minimise) objective . x  subject to  row_lower <= A x <= row_upper,  lower <= x <= upper.
struct LinearProgram {
    SparseColumns matrix;
    std::vector<double> lower, upper;          // by column; may be infinite
    std::vector<double> row_lower, row_upper;  // by row; may be infinite
    std::vector<double> objective;             // by column
    bool maximise = true;
};

/// failure: the solver gave up, also from scratch; never to be read as an answer.
enum class LpStatus { optimal, infeasible, unbounded, failure };

enum class LpMethod { dual, primal };

/// Which columns and rows are basic or at which bound; opaque, copied freely, of use to solvers of the same
/// shape.
struct Basis {
    std::vector<unsigned char> status;  // columns, then rows
};

/// What a column or a row does in a basis: it is basic, or rests at a bound (or nowhere, if it has none).
enum class Rest { basic, lower, upper, free };

/// A basis made by hand; as many are basic as there are rows.
Basis basis_of(std::span<const Rest> columns, std::span<const Rest> rows);

/// One linear program that is solved again and again with other bounds or another objective: Clp behind
/// scaling of our own (geometric, by powers of two, so that nothing is rounded), tolerances of 1e-9 on the
/// scaled program, no presolve. Not shared by threads: copy it, one each. Column and row indices and all
/// values are those of the program as given.
class LpSolver {
public:
    explicit LpSolver(const LinearProgram& program);
    LpSolver(const LpSolver& other);
    LpSolver(LpSolver&&) noexcept;
    LpSolver& operator=(LpSolver&&) noexcept;
    ~LpSolver();

    std::int32_t columns() const;
    std::int32_t rows() const;

    void set_bounds(std::int32_t column, double lower, double upper);
    void set_row_bounds(std::int32_t row, double lower, double upper);
    void set_objective(std::int32_t column, double coefficient);
    void clear_objective();  // all zero
    void set_maximise(bool maximise);
    double lower(std::int32_t column) const;
    double upper(std::int32_t column) const;
    double row_lower(std::int32_t row) const;
    double row_upper(std::int32_t row) const;
    double objective(std::int32_t column) const;
    bool maximises() const;
    LinearProgram program() const;  // as it is now
    /// A further row; its index is the former number of rows. Bases of before do not fit any more.
    std::int32_t add_row(std::span<const std::int32_t> columns, std::span<const double> coefficients,
                         double lower, double upper);

    /// From the present basis: `dual` after a change of bounds, `primal` after a change of the objective.
    /// What cannot be solved from there is solved again from the all-slack basis before a verdict is given.
    LpStatus solve(LpMethod method = LpMethod::dual);
    /// From the all-slack basis.
    LpStatus solve_from_scratch();

    double objective_value() const;          // after optimal
    std::span<const double> values() const;  // by column, after optimal; within bounds
    double value(std::int32_t column) const { return values()[static_cast<std::size_t>(column)]; }
    std::vector<double> reduced_costs() const;  // by column, of the objective as given
    std::vector<double> row_duals() const;      // by row, of the objective as given
    /// After infeasible: y by row with y A x > what the bounds of x and of the rows allow, a Farkas proof up
    /// to rounding. Empty where the solver has none.
    std::vector<double> infeasibility_ray() const;

    Basis basis() const;
    void set_basis(const Basis& basis);
    /// True where the column is basic in the present basis.
    bool is_basic(std::int32_t column) const;
    bool is_row_basic(std::int32_t row) const;
    /// The present basis, columns or rows.
    std::vector<Rest> column_rests() const;
    std::vector<Rest> row_rests() const;
    /// Simplex steps of all solves so far.
    std::uint64_t iterations() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace strandline::numerics
