#pragma once

#include "simulation/inputs.hpp"

#include <strandline/numerics/sparse_solver.hpp>

#include <optional>
#include <string>
#include <vector>

namespace strandline::process {

/// The rows without entry in M of a differential-algebraic system. An ordinary system has none, and nothing
/// happens.
class AlgebraicRows {
public:
    explicit AlgebraicRows(const CompiledSystem::Parts& parts);
    bool any() const { return solver_.has_value(); }

    /// Moves the states to where all algebraic rows are zero and M x is what it was, by Newton's method with
    /// halved steps. Words on failure, else empty.
    std::string settle(Inputs& inputs, double time, std::vector<double>& states);

    /// Solves [M; g_x] y = right side in place, at a moment; false where that matrix is singular.
    bool solve(Inputs& inputs, double time, const double* states, std::span<double> right_side);
    /// M y for the rows of M; algebraic rows are left 0.
    std::vector<double> mass_times(std::span<const double> y) const;

private:
    bool factorise(Inputs& inputs, double time, const double* states);
    std::vector<double> residual(Inputs& inputs, double time, std::span<const double> states,
                                 std::span<const double> mass_sums) const;
    void begin_somewhere(std::vector<double>& states) const;
    std::string undetermined() const;

    const CompiledSystem::Parts& parts_;
    std::optional<numerics::SparseSolver> solver_;
    std::vector<double> jacobian_, matrix_;
};

}  // namespace strandline::process
