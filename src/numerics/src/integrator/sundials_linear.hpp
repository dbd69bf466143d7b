#pragma once

#include "newton_matrix.hpp"

#include <sundials/sundials_linearsolver.h>
#include <sundials/sundials_matrix.h>

#include <vector>

namespace strandline::numerics {

/// A Newton matrix in the clothes that SUNDIALS asks for. Whoever owns it fills `jacobian` and factorises in
/// the callback that would form the matrix, so that nothing is copied.
class SundialsLinear {
public:
    SundialsLinear(const InitialValueProblem& problem, SUNContext context);
    SundialsLinear(const SundialsLinear&) = delete;
    SundialsLinear& operator=(const SundialsLinear&) = delete;
    ~SundialsLinear();

    SUNLinearSolver solver() const { return solver_; }
    SUNMatrix matrix() const { return matrix_; }

    NewtonMatrix newton;
    std::vector<double> jacobian;  // values of the last evaluation
    bool regular = false;          // the last factorisation
    std::int64_t factorisations = 0;

    void factorise(double mass_factor, double jacobian_factor) {
        ++factorisations;
        regular = newton.factorise(mass_factor, jacobian_factor, jacobian);
    }

private:
    SUNMatrix matrix_ = nullptr;
    SUNLinearSolver solver_ = nullptr;
};

}  // namespace strandline::numerics
