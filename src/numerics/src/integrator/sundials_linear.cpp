#include "sundials_linear.hpp"

#include <strandline/base/error.hpp>

#include <nvector/nvector_serial.h>

#include <algorithm>

namespace strandline::numerics {
namespace {

SUNMatrix_ID matrix_kind(SUNMatrix) { return SUNMATRIX_CUSTOM; }
int nothing(SUNMatrix) { return SUNMAT_SUCCESS; }

SUNLinearSolver_Type solver_kind(SUNLinearSolver) { return SUNLINEARSOLVER_DIRECT; }
SUNLinearSolver_ID solver_name(SUNLinearSolver) { return SUNLINEARSOLVER_CUSTOM; }
int ready(SUNLinearSolver) { return SUNLS_SUCCESS; }

int setup(SUNLinearSolver solver, SUNMatrix) {
    return static_cast<const SundialsLinear*>(solver->content)->regular ? SUNLS_SUCCESS : SUNLS_LUFACT_FAIL;
}

int solve(SUNLinearSolver solver, SUNMatrix, N_Vector x, N_Vector right_side, realtype) {
    const auto& linear = *static_cast<const SundialsLinear*>(solver->content);
    const auto size = static_cast<std::size_t>(NV_LENGTH_S(x));
    double* values = NV_DATA_S(x);
    std::copy_n(NV_DATA_S(right_side), size, values);
    linear.newton.solve({values, size});
    return SUNLS_SUCCESS;
}

}  // namespace

SundialsLinear::SundialsLinear(const InitialValueProblem& problem, SUNContext context)
    : newton(problem), jacobian(problem.pattern.entries()) {
    matrix_ = SUNMatNewEmpty(context);
    solver_ = SUNLinSolNewEmpty(context);
    STRANDLINE_ASSERT(matrix_ && solver_);
    matrix_->content = this;
    matrix_->ops->getid = matrix_kind;
    matrix_->ops->zero = nothing;
    solver_->content = this;
    solver_->ops->gettype = solver_kind;
    solver_->ops->getid = solver_name;
    solver_->ops->initialize = ready;
    solver_->ops->setup = setup;
    solver_->ops->solve = solve;
}

SundialsLinear::~SundialsLinear() {
    SUNMatFreeEmpty(matrix_);
    SUNLinSolFreeEmpty(solver_);
}

}  // namespace strandline::numerics
