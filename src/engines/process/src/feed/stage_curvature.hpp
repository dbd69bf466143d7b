#pragma once

#include "feed/piece_equations.hpp"

namespace strandline::process {

/// matrix += Dᵀ H D, the lower triangle, with H the second derivatives of the rates weighted and D the slopes
/// of a stage [state][position in z] above the identity of what is no state.
class StageCurvature {
public:
    StageCurvature(const PieceEquations& equations, std::span<const double> numbers);
    void add(double place, const double* states, const double* weights, const double* slopes,
             std::span<double> matrix);

private:
    const PieceEquations& equations_;
    std::vector<double> inputs_, values_, product_;
};

}  // namespace strandline::process
