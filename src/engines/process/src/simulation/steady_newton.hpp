#pragma once

#include "simulation/inputs.hpp"

#include <strandline/numerics/sparse_solver.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace strandline::process {

/// Newton's method on the rates as steps of the implicit Euler method over a time that dwarfs the system's
/// own, (M/h - J) dx = f: conserved sums stay exactly, where J alone is singular (Kelley and Keyes, SIAM
/// Journal on Numerical Analysis 35:508, 1998).
class SteadyNewton {
public:
    SteadyNewton(const CompiledSystem::Parts& parts, const SystemState& at);

    /// The step from some states; false where there is none.
    bool step(const std::vector<double>& states, double over, std::vector<double>& change);
    bool factorise(const std::vector<double>& states, double over);
    bool solve(std::span<double> right_side) const;
    bool solve_transposed(std::span<double> right_side) const;
    std::vector<double> mass_times(std::span<const double> y) const;
    Inputs& inputs() { return inputs_; }

private:
    void lay_out();

    const CompiledSystem::Parts& parts_;
    Inputs inputs_;
    double time_;
    numerics::SparsePattern pattern_;
    std::vector<std::size_t> jacobian_entries_;
    std::vector<std::pair<std::size_t, double>> mass_;
    std::optional<numerics::SparseSolver> solver_;
};

}  // namespace strandline::process
